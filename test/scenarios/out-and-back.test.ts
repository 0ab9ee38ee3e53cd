import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { freePort, sluice, startSluice, until, type SluiceProcess } from "../sluice-process.ts";

const root = mkdtempSync(path.join(tmpdir(), "sluice-out-"));
const [first, second] = [path.join(root, "first"), path.join(root, "second")];
const running: SluiceProcess[] = [];
let port: number;

beforeAll(async () => {
  port = await freePort();
  running.push(startSluice(first, port));
  await running[0]!.ready();
}, 120_000);
afterAll(async () => {
  for (const { child, ended } of running) {
    if (child.exitCode === null) child.kill("SIGTERM");
    await ended;
  }
  rmSync(root, { recursive: true, force: true });
});

async function api(dataDir: string, url: string, method: string, route: string, body?: unknown, workspace?: string) {
  const token = readFileSync(path.join(dataDir, "admin.token"), "utf8").trim();
  const headers = {
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
    ...(workspace && { "sluice-workspace": workspace }),
  };
  const answer = await fetch(url + route, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
  if (!answer.ok) throw new Error(`${method} ${route}: ${answer.status} ${await answer.text()}`);
  return answer.json() as Promise<any>;
}

const setUp = ["setup", "--email", "you@shop.example", "--password", "correct horse battery", "--shop", "Tee & Söhne", "--json"];

it("goes out, is restored while Sluice runs, moves to another machine, and comes in again elsewhere", async () => {
  const { url } = running[0]!;
  const { workspace, pipelineId } = JSON.parse((await sluice(first, port, ...setUp)).stdout) as {
    workspace: { id: string };
    pipelineId: string;
  };
  const deal = (name: string) =>
    api(first, url, "POST", "/api/deals", { pipelineId, stageId: "interest", name, email: `${name}@shop.example` });
  const dealsOf = async (dataDir: string, at: string) =>
    (await api(dataDir, at, "GET", "/api/deals?sort=name&dir=asc")).deals.map((each: { name: string }) => each.name);
  const leadsOf = async (dataDir: string, at: string) =>
    (await api(dataDir, at, "GET", "/api/insights/metrics")).metrics.leadsGenerated.value;
  await deal("ada");
  await deal("bo");
  await api(first, url, "POST", "/api/sources", { kind: "shopify", name: "Shop", secret: "a secret worth keeping" });

  const file = path.join(root, "backup.tar");
  const made = await sluice(first, port, "backup", "--to", file);
  expect([made.code, made.stderr]).toEqual([0, ""]);
  expect(made.stdout).toContain("found good");
  expect((await sluice(first, port, "backup", "--to", file)).stderr).toContain("is there already");

  await deal("cy");
  await until(async () => (await leadsOf(first, url)) === 3);
  const refused = await sluice(first, port, "restore", file);
  expect([refused.code, refused.stderr.includes("--yes")]).toEqual([1, true]);
  const damaged = readFileSync(file);
  damaged[Math.floor(damaged.length * 0.4)]! ^= 255;
  writeFileSync(`${file}.damaged`, damaged);
  const broken = await sluice(first, port, "restore", `${file}.damaged`, "--yes");
  expect([broken.code, broken.stderr]).toEqual([1, expect.stringContaining("backup_damaged")]);
  expect(await dealsOf(first, url)).toEqual(["ada", "bo", "cy"]);

  const restored = await sluice(first, port, "restore", file, "--yes");
  expect([restored.code, restored.stderr]).toEqual([0, ""]);
  await until(() => running[0]!.output().includes("starting anew"));
  await running[0]!.ready();
  expect(await dealsOf(first, url)).toEqual(["ada", "bo"]);
  await until(async () => (await leadsOf(first, url)) === 2); // the projection of the state before is gone
  await deal("dee");
  await until(async () => (await leadsOf(first, url)) === 3); // and it follows what comes

  // another machine: nothing but the file
  const moved = path.join(root, "moved.tar");
  expect((await sluice(first, port, "backup", "--to", moved, "--with-key")).stdout).toContain("like a password");
  expect((await sluice(second, port, "restore", file)).stdout).toContain("sealed by another secret.key");
  expect((await sluice(second, port, "restore", moved, "--yes")).stdout).not.toContain("sealed");
  const secondPort = await freePort();
  running.push(startSluice(second, secondPort));
  await running[1]!.ready();
  expect(await dealsOf(second, running[1]!.url)).toEqual(["ada", "bo", "dee"]);
  expect(readFileSync(path.join(second, "secret.key"), "utf8")).toBe(readFileSync(path.join(first, "secret.key"), "utf8"));
  await until(async () => (await leadsOf(second, running[1]!.url)) === 3);

  // everything of the workspace, as a folder and as a file, and in again
  const [tar, into] = [path.join(root, "all.tar"), path.join(root, "all")];
  expect((await sluice(first, port, "export", "--to", tar)).code).toBe(0);
  const unpacked = await sluice(first, port, "export", "--to", into, "--workspace", workspace.id);
  expect([unpacked.code, unpacked.stderr]).toEqual([0, ""]);
  expect(readdirSync(into)).toEqual(expect.arrayContaining(["manifest.json", "SHA256SUMS", "deal.jsonl.gz", "deal.parquet"]));
  expect((await sluice(first, port, "import", tar)).stderr).toContain("workspace_not_empty");
  expect((await sluice(first, port, "import", file)).stderr).toContain("sluice restore");
  for (const source of [tar, into]) {
    const shop = { name: "Neu", currency: "EUR", timeZone: "Europe/Berlin", language: "de", template: "online-shop" };
    const created = await api(first, url, "POST", "/api/workspaces", shop);
    const read = await sluice(first, port, "import", source, "--workspace", created.workspace.id);
    expect([read.code, read.stderr]).toEqual([0, ""]);
    expect(read.stdout).toContain("Tee & Söhne is here: 3 deals, 3 contacts.");
  }
  expect((await sluice(first, port, "export", "--to", tar)).stderr).toContain("is there already");
  expect(existsSync(`${tar}.part`)).toBe(false);
}, 400_000);
