import { checkAlarms } from "../checks/alarms.ts";
import { checkCustomers } from "../checks/customers.ts";
import { checkForecasts } from "../checks/forecasts.ts";
import { checkJams } from "../checks/jams.ts";
import { checkSpeed } from "../checks/speed.ts";
import type { Figure } from "../figure.ts";

/** The CHECKs of the statistics that take longer than a test may, on simulated companies whose truth is known, with fixed seeds; and how fast they are. Needs no house. */
export async function insight(): Promise<Figure[]> {
  return [...checkSpeed(), ...checkJams(), ...checkForecasts(), ...checkAlarms(), ...checkCustomers()];
}
