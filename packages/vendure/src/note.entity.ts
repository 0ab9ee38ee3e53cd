import { VendureEntity } from "@vendure/core";
import { Column, Entity, Index } from "typeorm";

/** What Sluice still has to be told; a row goes once Sluice has it. */
@Entity("sluice_note")
export class SluiceNote extends VendureEntity {
  constructor(input?: Partial<SluiceNote>) {
    super(input);
  }

  /** `order` or `customer`. */
  @Column("varchar")
  topic!: string;

  /** Its id in this shop. */
  @Column("varchar")
  subject!: string;

  /** What there is to say, as JSON; null until it was read. */
  @Column("text", { nullable: true })
  facts!: string | null;

  /** Not to be tried before. */
  @Index("sluice_note_due")
  @Column({ type: Date })
  dueAt!: Date;

  /** Why it had to wait, for whoever looks into the table. */
  @Column("text", { nullable: true })
  problem!: string | null;
}
