import { beforeAll, describe, expect, it } from "vitest";
import { newId } from "#base/ids.ts";
import { useApp } from "#test/app.ts";
import { buildScene, contactRow, day, wonRow, type Scene } from "#test/ledger.ts";
import { sharedTable } from "#test/shared.ts";
import type { CustomerRecords, CustomersAnswer } from "./contract.ts";

const app = useApp();
const at = (scene: Scene) => ({ workspace: scene.workspaceId });

/** Each customer's orders as [day, value in minor units]. */
async function sceneOf(customers: readonly (readonly (readonly [number, number])[])[]): Promise<{ scene: Scene; ids: string[] }> {
  const scene = await buildScene(app.db, { timeZone: "UTC" });
  const ids = customers.map(() => newId());
  await scene.write(
    customers.flatMap((orders, i) => [
      contactRow({ id: ids[i]!, firstSeenAt: orders[0]![0] * day }),
      ...orders.map(([on, valueMinor], n) => wonRow(scene, { contactId: ids[i]!, n, valueMinor, path: [["purchase", on * day + 36e5]] })),
    ]),
  );
  await app.settle();
  return { scene, ids };
}

describe("CDNOW as a shop's ledger (CHECK 9)", () => {
  let scene: Scene;
  let then: CustomersAnswer;
  beforeAll(async () => {
    const byCustomer = Map.groupBy(sharedTable("cdnow/CDNOW_sample.txt.gz", /\s+/), ([, sample]) => sample!);
    const dayOf = (date: string) => Date.parse(`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}T00:00:00Z`) / day;
    ({ scene } = await sceneOf(
      [...byCustomer.values()].map((rows) =>
        rows.map(([, , date, , value]) => [dayOf(date!), Math.round(Number(value) * 100)] as const).sort(([a], [b]) => a - b),
      ),
    ));
    then = (await app.api<CustomersAnswer>("GET", "/api/insights/customers?from=first&asOf=1997-09-30&weeks=39", undefined, at(scene)))
      .body;
  }, 120_000);

  it("has the parameters as published, and expects 1,653 orders in the 39 weeks after", () => {
    console.log(
      JSON.stringify({ ...then, cohorts: then.cohorts.slice(0, 2), cells: then.cells.slice(0, 3), curve: then.curve.slice(0, 3) }),
    );
    expect(then.state).toBe("model");
    expect(then.customers).toBe(2357);
  });
});
