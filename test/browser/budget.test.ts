import { readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { useWebApp } from "./web-app.ts";

const web = useWebApp({ workers: false });
const dist = path.resolve(import.meta.dirname, "../../dist/web");
const scriptBytes = 300_000;

test("the first screen needs less than 300 KB of compressed script, the kit included", async () => {
  const page = await web.open({ path: "/pipeline" });
  await page.getByRole("heading", { level: 1, name: "Online shop" }).waitFor();
  const scripts = await page.evaluate<string[]>(
    "performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname).filter((name) => name.endsWith('.js'))",
  );
  const sizes = [...new Set(scripts)].map((name) => gzipSync(readFileSync(path.join(dist, name)), { level: 9 }).length);
  expect(sizes.length).toBeGreaterThan(10);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(scriptBytes);
}, 60_000);
