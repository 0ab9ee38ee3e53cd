import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { setClock } from "#base/clock.ts";
import { useApp } from "#test/app.ts";
import { aroundMidnight } from "#test/around-midnight.ts";
import { sceneOf } from "#test/ledger.ts";
import { sluice } from "#test/sluice-process.ts";

const app = useApp();
const zone = process.env["TZ"];
const zones = ["Europe/Berlin", "America/Los_Angeles", "Asia/Tokyo", "Pacific/Kiritimati"];
const questions = ["metrics?from=first&by=day", "sales?by=hour", "sales?by=weekday", "funnel", "trends", "customers", "jams"];

beforeAll(async () => {
  const scene = sceneOf(app.db, app.shop);
  await scene.write(aroundMidnight(scene, 120));
  await app.settle(30_000);
  const now = Date.now();
  setClock(() => now);
});
afterAll(() => setClock(() => Date.now()));
afterEach(() => setZone(zone));

function setZone(name: string | undefined): void {
  if (name === undefined) delete process.env["TZ"];
  else process.env["TZ"] = name;
}

it("where Sluice runs changes no figure", async () => {
  for (const question of questions) {
    const said: unknown[] = [];
    for (const name of zones) {
      setZone(name);
      expect(Intl.DateTimeFormat().resolvedOptions().timeZone).toBe(name);
      const { status, body } = await app.api("GET", `/api/insights/${question}`);
      expect([question, name, status]).toEqual([question, name, 200]);
      said.push({ ...body, asOf: "" });
    }
    for (const other of said.slice(1)) expect(other).toEqual(said[0]);
  }
});

it("where the command line runs changes no figure", async () => {
  const port = Number(new URL(await app.listen()).port);
  const said: unknown[] = [];
  for (const name of zones.slice(0, 3)) {
    setZone(name);
    const words = ["report", "metrics", "--by", "day", "--workspace", app.shop.workspaceId, "--json"];
    const { code, stdout, stderr } = await sluice(app.parts.config.dataDir, port, ...words);
    expect([code, stderr]).toEqual([0, ""]);
    said.push({ ...JSON.parse(stdout), asOf: "" });
  }
  expect((said[0] as { groups: unknown[] }).groups.length).toBeGreaterThan(100);
  for (const other of said.slice(1)) expect(other).toEqual(said[0]);
});
