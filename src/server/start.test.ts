import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort, isAlive, postgresPid, sluice, startSluice, until, type SluiceProcess } from "#test/sluice-process.ts";

describe("a Sluice of its own", { timeout: 120_000 }, () => {
  const dataDir = path.join(mkdtempSync(path.join(tmpdir(), "sluice-start-")), "data");
  let port: number;
  let running: SluiceProcess;
  let token: string;

  beforeAll(async () => {
    port = await freePort();
  });
  afterAll(async () => {
    running.child.kill("SIGTERM");
    await running.ended;
    rmSync(path.dirname(dataDir), { recursive: true, force: true });
  });

  const ask = (url: string) => fetch(running.url + url, { headers: { authorization: `Bearer ${token}` } });

  it("says that there is none before the first start", async () => {
    const none = await sluice(dataDir, port, "token");
    expect([none.code, none.stderr]).toEqual([1, expect.stringContaining("There is no Sluice in")]);
  });

  it("listens first, then gets ready, and prints the one-time link", async () => {
    running = startSluice(dataDir, port);
    const seen: string[] = [];
    await until(async () => {
      const health = await running.health();
      if (health) seen.push(`${health.status} ${health.body.status}`);
      return health?.status === 200;
    });
    expect(seen[0]).toBe("503 starting");
    await until(() => running.output().includes("/start?token="));
    for (const file of ["admin.token", "secret.key", "sluice.lock"])
      expect([file, statSync(path.join(dataDir, file)).mode & 0o777]).toEqual([file, 0o600]);
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    token = readFileSync(path.join(dataDir, "admin.token"), "utf8").trim();
    expect(running.output()).not.toContain(token);
  });

  it("shares its folder with no second one", async () => {
    const second = startSluice(dataDir, await freePort());
    expect(await second.ended).toBe(1);
    expect(second.output()).toContain(`already serves ${dataDir}`);
    const other = mkdtempSync(path.join(tmpdir(), "sluice-start-"));
    const third = startSluice(other, port);
    expect(await third.ended).toBe(1);
    expect(third.output()).toContain(`Port ${port} is taken`);
    rmSync(other, { recursive: true });
  });

  it("is set up and asked from the command line", async () => {
    const shop = ["--shop", "Teehaus", "--currency", "EUR", "--timezone", "Europe/Berlin", "--language", "de", "--template", "online-shop"];
    const setup = await sluice(dataDir, port, "setup", "--email", "ada@shop.example", "--password", "a long password", ...shop, "--json");
    expect(JSON.parse(setup.stdout)).toMatchObject({ workspace: { name: "Teehaus" }, pipelineId: expect.any(String) });
    const again = await sluice(dataDir, port, "setup", "--email", "eve@shop.example", "--password", "a long password", ...shop, "--json");
    expect([again.code, again.stdout, again.stderr]).toEqual([1, "", expect.stringContaining("already_set_up")]);

    const segment = JSON.parse((await sluice(dataDir, port, "source", "create", "--kind", "segment", "--name", "Web", "--json")).stdout);
    expect(Object.keys(segment).sort()).toEqual(["id", "kind", "url", "writeKey"]);
    const shopify = JSON.parse((await sluice(dataDir, port, "source", "create", "--kind", "shopify", "--name", "Shop", "--json")).stdout);
    expect(Object.keys(shopify).sort()).toEqual(["id", "kind", "secret", "url"]);
    expect(JSON.parse((await sluice(dataDir, port, "source", "list", "--json")).stdout).sources).toHaveLength(2);

    const { key } = JSON.parse((await sluice(dataDir, port, "token", "--new", "Reader", "--json")).stdout);
    expect((await fetch(`${running.url}/api/pipelines`, { headers: { authorization: `Bearer ${key}` } })).status).toBe(200);
    expect(JSON.parse((await sluice(dataDir, port, "report", "metrics", "--json")).stdout)).toHaveProperty("metrics.leadsGenerated.value");
    expect((await sluice(dataDir, port, "rebuild")).stdout).toContain("Rebuilt from");
    const commands = ["serve", "setup", "demo", "rebuild", "report", "source", "token"];
    const helps = await Promise.all(commands.map((command) => sluice(dataDir, port, command, "--help")));
    expect(helps.map(({ code, stdout }) => [code, stdout.includes("Usage:")])).toEqual(commands.map(() => [0, true]));
  });

  it("starts its PostgreSQL again when it is killed, and answers 503 meanwhile", async () => {
    const pid = postgresPid(dataDir);
    process.kill(pid, "SIGKILL");
    const statuses = new Set<number>();
    await until(async () => {
      const answer = await ask("/api/pipelines");
      statuses.add(answer.status);
      if (answer.status === 503) expect(answer.headers.get("retry-after")).toBe("1");
      return answer.status === 200 && postgresPid(dataDir) !== pid;
    });
    expect([...statuses].sort().filter((status) => status !== 200)).toEqual([503]);
    await running.ready();
  });

  it("adopts the PostgreSQL that a killed Sluice left running, and watches over it too", async () => {
    const pid = postgresPid(dataDir);
    running.child.kill("SIGKILL");
    await running.ended;
    expect(isAlive(pid)).toBe(true);
    const none = await sluice(dataDir, port, "source", "list");
    expect([none.code, none.stderr]).toEqual([1, expect.stringContaining("No Sluice answers")]);

    running = startSluice(dataDir, port);
    await running.ready();
    expect(postgresPid(dataDir)).toBe(pid);
    expect(running.output()).not.toContain("/start?token="); // somebody owns it by now
    process.kill(pid, "SIGKILL");
    await until(async () => (await running.health())?.status === 200 && postgresPid(dataDir) !== pid);
    expect((await ask("/api/pipelines")).status).toBe(200);
  });

  it("stops cleanly, with nothing of it left running", async () => {
    const pid = postgresPid(dataDir);
    const watching = await ask("/api/live");
    expect(watching.status).toBe(200);
    running.child.kill("SIGTERM");
    expect(await running.ended).toBe(0);
    expect([isAlive(pid), existsSync(path.join(dataDir, "sluice.lock"))]).toEqual([false, false]);
    await watching.body?.cancel();
  });
});
