import { Migration } from "@medusajs/framework/mikro-orm/migrations";

export class Migration20261128000000 extends Migration {
  override async up(): Promise<void> {
    this.addSql(
      `create table if not exists "sluice_note" ("id" text not null, "topic" text not null, "subject" text not null, "facts" text null, "due_at" timestamptz not null, "problem" text null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "sluice_note_pkey" primary key ("id"));`,
    );
    this.addSql(`create index if not exists "IDX_sluice_note_due_at" on "sluice_note" ("due_at") where "deleted_at" is null;`);
  }

  override async down(): Promise<void> {
    this.addSql(`drop table if exists "sluice_note" cascade;`);
  }
}
