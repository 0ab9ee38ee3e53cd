import { getMigrations } from "better-auth/db/migration";
import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { cookiesOf, testPassword, useApp } from "#test/app.ts";
import { signInOptions } from "./sign-in.ts";

describe("sign-in", () => {
  const app = useApp({ workers: false });

  it("finds its tables as better-auth wants them", async () => {
    const plan = await getMigrations(signInOptions(app.db, app.parts.config, app.parts.keys));
    expect([plan.toBeCreated, plan.toBeAdded, plan.toBeAddedIndexes]).toEqual([[], [], []]);
  });

  it("ends here, or everywhere", async () => {
    await app.signedIn("seller");
    const [person] = await app.db.inSystem((tx) => tx.query<{ email: string }>(sql`select email from person where email like 'seller-%'`));
    const signIn = async () => ({
      cookie: cookiesOf(
        (await app.api("POST", "/api/sign-in", { email: person!.email, password: testPassword }, { as: "nobody" })).headers,
      ),
    });
    const user = async (as: Record<string, string>) => (await app.api("GET", "/api/me", undefined, { as })).body.user;
    const [phone, laptop, office] = [await signIn(), await signIn(), await signIn()];
    expect((await app.api("POST", "/api/sign-out", {}, { as: phone })).status).toBe(204);
    expect([await user(phone), (await user(laptop))?.email]).toEqual([null, person!.email]);
    await app.api("POST", "/api/sign-out", { everywhere: true }, { as: laptop });
    expect([await user(laptop), await user(office)]).toEqual([null, null]);
  });

  it("changes the password, which ends the sessions on other devices", async () => {
    const here = await app.signedIn("manager");
    const [person] = await app.db.inSystem((tx) => tx.query<{ email: string }>(sql`select email from person where email like 'manager-%'`));
    const signIn = (password: string) => app.api("POST", "/api/sign-in", { email: person!.email, password }, { as: "nobody" });
    const there = { cookie: cookiesOf((await signIn(testPassword)).headers) };
    expect((await app.api("POST", "/api/me/password", { current: "not it", password: "another password" }, { as: here })).status).toBe(401);
    const changed = await app.api("POST", "/api/me/password", { current: testPassword, password: "another password" }, { as: here });
    expect(changed.status).toBe(204);
    expect((await app.api("GET", "/api/me", undefined, { as: there })).body.user).toBeNull();
    expect((await signIn(testPassword)).status).toBe(401);
    expect((await signIn("another password")).status).toBe(204);
  });

  it("slows down who guesses, and says for how long", async () => {
    const guess = () => app.api("POST", "/api/sign-in", { email: "Victim@shop.example", password: "guess" }, { as: "nobody" });
    for (let attempt = 0; attempt < 10; attempt += 1) expect((await guess()).status).toBe(401);
    const refused = await guess();
    expect([refused.status, refused.body.error.code]).toEqual([429, "too_many_attempts"]);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(60);
  });

  it("refuses what another website makes a browser send", async () => {
    const as = await app.signedIn("owner");
    const rename = (headers: Record<string, string>) => app.api("PATCH", "/api/workspace", { name: "Renamed" }, { as, headers });
    const foreign: Record<string, string>[] = [
      { origin: "https://evil.example" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site" },
      { origin: "http://127.0.0.1:9999" },
    ];
    for (const headers of foreign) {
      const refused = await rename(headers);
      expect([headers, refused.status, refused.body.error.code]).toEqual([headers, 403, "foreign_origin"]);
    }
    expect((await rename({ origin: "http://127.0.0.1:4600" })).status).toBe(200);
    expect((await rename({})).status).toBe(200);
  });

  it("writes no secret into the log", async () => {
    const as = await app.signedIn("owner");
    const key = (await app.api("POST", "/api/keys", { name: "k", scopes: ["read"] }, { as })).body.key;
    const invitation = (await app.api("POST", "/api/invitations", { email: "x@shop.example", role: "viewer" }, { as })).body.url
      .split("/")
      .at(-1);
    await app.api("GET", "/api/pipelines", undefined, { as: { authorization: `Bearer ${key}` } });
    await app.api("GET", `/invitation/${invitation}`, undefined, { as: "nobody" });
    await app.api("GET", `/start?token=sometoken`, undefined, { as: "nobody" });
    const log = app.lines.join("");
    expect(log).toContain("/api/pipelines");
    for (const secret of [testPassword, "another password", key, invitation, "sometoken", as["cookie"]!.split("=")[1]!.slice(0, 20)])
      expect(log).not.toContain(secret);
  });
});

describe("the demo shop's door", () => {
  const app = useApp({ workers: false });

  it("opens on the machine itself without an account, and to nobody from outside", async () => {
    const outside: Record<string, string>[] = [{ host: "sluice.example" }, { "x-forwarded-for": "203.0.113.9" }];
    for (const headers of outside) {
      const refused = await app.api("POST", "/api/demo", { historyDays: 1 }, { as: "nobody", headers });
      expect([headers, refused.status]).toEqual([headers, 401]);
      expect((await app.api("GET", "/api/demo", undefined, { as: "nobody", headers })).status).toBe(401);
    }
    const opened = await app.api("POST", "/api/demo", { historyDays: 1, language: "de" }, { as: "nobody" });
    expect(opened.body).toMatchObject({ state: "filling", workspaceId: expect.any(String) });
    const guest = { cookie: cookiesOf(opened.headers) };
    const workspace = opened.body.workspaceId;
    expect((await app.api("GET", "/api/me", undefined, { as: guest })).body).toMatchObject({
      user: null,
      guest: true,
      workspaces: [{ id: workspace, kind: "demo", role: "owner" }],
    });
    expect((await app.api("GET", "/api/pipelines", undefined, { as: guest, workspace })).status).toBe(200);
    expect((await app.api("GET", "/api/pipelines", undefined, { as: guest })).status).toBe(404); // the shop of the house
    const altered = guest.cookie.replace(/(=v1\.)(.)/, (_, head: string, letter: string) => head + (letter === "A" ? "B" : "A"));
    expect(altered).not.toBe(guest.cookie);
    expect((await app.api("GET", "/api/pipelines", undefined, { as: { cookie: altered }, workspace })).status).toBe(401);
  });

  it("is closed by owners once there are some", async () => {
    const guest = { cookie: cookiesOf((await app.api("POST", "/api/demo", {}, { as: "nobody" })).headers) };
    await app.signedIn("owner");
    expect((await app.api("DELETE", "/api/demo", undefined, { as: guest })).status).toBe(403);
    expect((await app.api("DELETE", "/api/demo", undefined, { as: "seller" })).status).toBe(403);
    expect((await app.api("DELETE", "/api/demo", undefined, { as: "owner" })).status).toBe(204);
    expect((await app.api("GET", "/api/demo", undefined, { as: "owner" })).body).toEqual({ state: "none", progress: 0, workspaceId: null });
    expect(await app.db.inSystem((tx) => tx.query(sql`select 1 from workspace where kind = 'demo'`))).toEqual([]);
  });
});
