import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { createLog } from "#base/log.ts";
import { openBeside } from "./beside.ts";
import { openDuckFile } from "./duck.ts";

const dir = mkdtempSync(path.join(tmpdir(), "sluice-beside-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

it("gives the connection back where it cannot be opened or filled, so that the projection closes", async () => {
  const projection = await openDuckFile(path.join(dir, "insights.duckdb"), createLog("silent"));
  const beside = path.join(dir, "beside");
  await expect(openBeside(await projection.connect(), "beside", path.join(dir, "nowhere", "beside"), async () => {})).rejects.toThrow(
    "nowhere",
  );
  const failing = openBeside(await projection.connect(), "beside", beside, () => Promise.reject(new Error("no room")));
  await expect(failing).rejects.toThrow("no room");
  expect(existsSync(beside)).toBe(false);
  const duck = await projection.connect();
  const { home, close } = await openBeside(duck, "beside", beside, () => duck.run("create table deal (id integer)"));
  expect([home, await duck.rows("select * from deal")]).toEqual(["insights", []]);
  await close();
  expect(existsSync(beside)).toBe(false);
  await projection.close();
});
