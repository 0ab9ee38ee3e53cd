// A shop in a process of its own, to be killed: writes down an order each few milliseconds and tells Sluice by the outbox of the plugins.
import { createFlusher } from "../../packages/client/src/flusher.ts";
import { createOutbox } from "../../packages/client/src/outbox.ts";
import { fileStore } from "./file-store.ts";
import { orderDraft } from "./order-draft.ts";

const [file = "", url = "", secret = "", from = "0", to = "0"] = process.argv.slice(2);
const store = fileStore(file);
const read = async ({ subject }: { subject: string }) => [orderDraft(subject)];
const flusher = createFlusher(createOutbox({ store, read, target: { url, secret }, log: () => {} }), () => {}, 5);
for (let n = Number(from); n < Number(to); n += 1) {
  store.add("order", String(n));
  process.stdout.write(`${n}\n`);
  flusher.soon();
  await new Promise((resolve) => setTimeout(resolve, 3));
}
while (store.rows().length > 0) {
  await flusher.flush();
  await new Promise((resolve) => setTimeout(resolve, 20));
}
