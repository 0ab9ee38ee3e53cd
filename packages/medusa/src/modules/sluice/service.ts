import { MedusaService } from "@medusajs/framework/utils";
import type { Fact } from "../../../../client/src/fact.ts";
import type { Store } from "../../../../client/src/outbox.ts";
import { SluiceNote } from "./models/note.ts";

export type SluiceOptions = {
  /** The address that Sluice shows for this source. */
  url: string;
  /** The secret that Sluice showed when the source was made. */
  secret: string;
};

const order = { due_at: "ASC", id: "ASC" } as const;

/** The outbox in the shop's own database. */
export class SluiceService extends MedusaService({ SluiceNote }) {
  readonly options: SluiceOptions;

  constructor(container: Record<string, unknown>, options: Partial<SluiceOptions> = {}) {
    super(container, options);
    if (!options.url || !options.secret) throw new Error("The Sluice plugin needs the options url and secret, as Sluice shows them.");
    this.options = { url: options.url, secret: options.secret };
  }

  async add(notes: readonly { topic: string; subject: string }[]): Promise<void> {
    if (notes.length > 0) await this.createSluiceNotes(notes.map((note) => ({ ...note, due_at: new Date() })));
  }

  store(): Store {
    return {
      unread: async (limit, nowMs) =>
        this.listSluiceNotes(
          { facts: null, due_at: { $lte: new Date(nowMs) } },
          { take: limit, order, select: ["id", "topic", "subject"] },
        ),
      fill: async (id, facts) => {
        if (facts.length === 0) await this.deleteSluiceNotes([id]);
        else await this.updateSluiceNotes([{ id, facts: JSON.stringify(facts) }]);
      },
      due: async (limit, nowMs) => {
        const filter = { facts: { $ne: null }, due_at: { $lte: new Date(nowMs) } };
        const rows = await this.listSluiceNotes(filter, { take: limit, order, select: ["id", "facts"] });
        return rows.map(({ id, facts }) => ({ id, facts: JSON.parse(facts!) as Fact[] }));
      },
      done: async (ids) => {
        await this.deleteSluiceNotes([...ids]);
      },
      defer: async (id, untilMs, problem) => {
        await this.updateSluiceNotes([{ id, due_at: new Date(untilMs), problem: problem.slice(0, 1000) }]);
      },
    };
  }
}
