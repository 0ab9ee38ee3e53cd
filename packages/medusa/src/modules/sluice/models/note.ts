import { model } from "@medusajs/framework/utils";

/** What Sluice still has to be told; a row goes once Sluice has it. `facts` is JSON, null until it was read. */
export const SluiceNote = model.define("sluice_note", {
  id: model.id({ prefix: "slnote" }).primaryKey(),
  topic: model.text(),
  subject: model.text(),
  facts: model.text().nullable(),
  due_at: model.dateTime(),
  problem: model.text().nullable(),
});
