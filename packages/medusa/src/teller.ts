import type { MedusaContainer } from "@medusajs/framework/types";
import { ContainerRegistrationKeys } from "@medusajs/framework/utils";
import type { Draft } from "../../client/src/fact.ts";
import { createFlusher, type Flusher } from "../../client/src/flusher.ts";
import { createOutbox, type Note } from "../../client/src/outbox.ts";
import { cartFacts, customerFacts, fields, orderFacts, type MedusaCart, type MedusaCustomer, type MedusaOrder } from "./facts.ts";
import { sluiceModule } from "./modules/sluice/index.ts";
import type { SluiceService } from "./modules/sluice/service.ts";

export type Teller = {
  /** Writes down what to look at, and looks soon. */
  add(notes: readonly { topic: string; subject: string }[]): Promise<void>;
  flush(): Promise<void>;
};

type Query = { graph(question: object): Promise<{ data: unknown[] }> };

const tellers = new WeakMap<object, Teller>();

/** One for each process. */
export function tellerOf(container: MedusaContainer): Teller {
  const service = container.resolve<SluiceService>(sluiceModule);
  let teller = tellers.get(service);
  if (!teller) tellers.set(service, (teller = createTeller(container, service)));
  return teller;
}

function createTeller(container: MedusaContainer, service: SluiceService): Teller {
  const logger = container.resolve<{ warn(message: string): void }>(ContainerRegistrationKeys.LOGGER);
  const query = container.resolve<Query>(ContainerRegistrationKeys.QUERY);
  const log = (message: string) => logger.warn(`sluice: ${message}`);
  const read = (note: Note) => readFacts(query, note);
  const flusher: Flusher = createFlusher(createOutbox({ store: service.store(), read, target: service.options, log }), log);
  let swept = false;
  return {
    async add(notes) {
      await service.add(notes);
      flusher.soon();
    },
    async flush() {
      if (!swept) await service.add(await changedLately(query));
      swept = true;
      await flusher.flush();
    },
  };
}

const dayMs = 86_400_000;

/**
 * An event bus that lives in memory forgets its events when the process ends. So each process, once, looks at what changed during the last
 * day; what Sluice knows already it drops.
 */
async function changedLately(query: Query): Promise<{ topic: string; subject: string }[]> {
  const filters = { updated_at: { $gte: new Date(Date.now() - dayMs) } };
  const notes: { topic: string; subject: string }[] = [];
  for (const topic of ["customer", "cart", "order"]) {
    const { data } = await query.graph({ entity: topic, fields: ["id"], filters, pagination: { take: 5_000, skip: 0 } });
    for (const row of data as { id: string }[]) notes.push({ topic, subject: row.id });
  }
  return notes;
}

async function readFacts(query: Query, { topic, subject }: Note): Promise<Draft[]> {
  const find = async <T>(entity: string, id: string, wanted: string[]): Promise<T | undefined> =>
    (await query.graph({ entity, fields: wanted, filters: { id } })).data[0] as T | undefined;
  const order = async (id: string | undefined) => {
    const found = id === undefined ? undefined : await find<MedusaOrder>("order", id, fields.order);
    return found ? orderFacts(found) : [];
  };
  switch (topic) {
    case "order":
      return order(subject);
    case "fulfillment":
      return order((await find<{ order?: { id: string } }>("fulfillment", subject, ["id", "order.id"]))?.order?.id);
    case "payment": {
      const payment = await find<{ payment_collection?: { order?: { id: string } } }>("payment", subject, [
        "id",
        "payment_collection.order.id",
      ]);
      return order(payment?.payment_collection?.order?.id);
    }
    case "cart": {
      const cart = await find<MedusaCart>("cart", subject, fields.cart);
      return cart ? cartFacts(cart) : [];
    }
    default: {
      const customer = await find<MedusaCustomer>("customer", subject, fields.customer);
      return customer ? customerFacts(customer) : [];
    }
  }
}
