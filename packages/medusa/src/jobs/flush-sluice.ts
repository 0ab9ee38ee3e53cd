import type { MedusaContainer } from "@medusajs/framework/types";
import { tellerOf } from "../teller.ts";

/** Tells Sluice what it could not be told at once. */
export default async function flushSluice(container: MedusaContainer): Promise<void> {
  await tellerOf(container).flush();
}

export const config = { name: "flush-sluice", schedule: "* * * * *" };
