import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework";
import { events, noteOf } from "../events.ts";
import { tellerOf } from "../teller.ts";

export default async function tellSluice({ event, container }: SubscriberArgs<unknown>): Promise<void> {
  const note = noteOf(event.name, event.data);
  if (note) await tellerOf(container).add([note]);
}

export const config: SubscriberConfig = { event: events };
