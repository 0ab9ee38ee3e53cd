import { describe, expect, it } from "vitest";
import { cookiesOf, useApp } from "#test/app.ts";
import { createStartLink } from "./start-link.ts";

const shop = { name: "Teehaus", currency: "EUR", timeZone: "Europe/Berlin", language: "de", template: "online-shop" };
const owner = { email: "Ada@Shop.example", password: "a long password", shop };

describe("the first start", () => {
  const app = useApp({ workers: false });
  let link: URL;

  it("gives a link that opens once", async () => {
    link = new URL((await createStartLink(app.db, app.parts.config.publicUrl, false))!);
    expect((await app.api("GET", "/api/me", undefined, { as: "nobody" })).body).toMatchObject({
      user: null,
      canSetUp: false,
      needsOwner: true,
      workspaces: [],
    });

    const preview = await app.api("HEAD", link.pathname + link.search, undefined, { as: "nobody" });
    expect(preview.status).toBe(204);
    const opened = await app.api("GET", link.pathname + link.search, undefined, { as: "nobody" });
    expect([opened.status, opened.headers.get("location")]).toEqual([302, "/"]);
    const pass = { cookie: cookiesOf(opened.headers) };
    expect((await app.api("GET", "/api/me", undefined, { as: pass })).body.canSetUp).toBe(true);

    const again = await app.api("GET", link.pathname + link.search, undefined, { as: "nobody" });
    expect([again.status, again.headers.getSetCookie()]).toEqual([410, []]);
    expect((await app.api("GET", "/start?token=guess", undefined, { as: "nobody" })).status).toBe(410);
    expect((await app.api("GET", link.pathname + link.search, undefined, { as: pass })).status).toBe(302);
  });

  it("makes the owner and the shop in one go, for who opened the link, once", async () => {
    const fresh = new URL((await createStartLink(app.db, app.parts.config.publicUrl, false))!);
    const pass = { cookie: cookiesOf((await app.api("GET", fresh.pathname + fresh.search, undefined, { as: "nobody" })).headers) };

    const stranger = await app.api("POST", "/api/setup", owner, { as: "nobody" });
    expect([stranger.status, stranger.body.error.code]).toEqual([403, "start_link_needed"]);
    const money = await app.api("POST", "/api/setup", { ...owner, shop: { ...shop, currency: "XQZ" } }, { as: pass });
    expect([money.status, money.body.error.code]).toEqual([400, "unknown_currency"]);

    const done = await app.api("POST", "/api/setup", owner, { as: pass });
    expect(done.status).toBe(200);
    expect(done.body).toMatchObject({
      user: { email: "ada@shop.example", name: "ada" },
      workspace: { name: "Teehaus", kind: "own", role: "owner" },
    });

    const session = { cookie: cookiesOf(done.headers) };
    const me = (await app.api("GET", "/api/me", undefined, { as: session })).body;
    expect(me).toMatchObject({
      user: { email: "ada@shop.example" },
      needsOwner: false,
      canSetUp: false,
      workspaces: [{ id: done.body.workspace.id, role: "owner" }],
    });
    expect(me.permissions[done.body.workspace.id]).toContain("team.edit");
    const pipelines = (await app.api("GET", "/api/pipelines", undefined, { as: session, workspace: done.body.workspace.id })).body;
    expect(pipelines.pipelines.map((pipeline: { id: string }) => pipeline.id)).toEqual([done.body.pipelineId]);

    const twice = await app.api("POST", "/api/setup", { ...owner, email: "eve@shop.example" }, { as: pass });
    expect([twice.status, twice.body.error.code]).toEqual([409, "already_set_up"]);
    expect(await createStartLink(app.db, app.parts.config.publicUrl, false)).toBeUndefined();

    const second = await app.api("POST", "/api/workspaces", { ...shop, name: "Second" }, { as: session });
    expect(second.body).toMatchObject({ workspace: { name: "Second", role: "owner" } });
    expect((await app.api("GET", "/api/me", undefined, { as: session })).body.workspaces).toHaveLength(2);
  });
});

describe("two first owners at the same moment", () => {
  const app = useApp({ workers: false });

  it("are one", async () => {
    const answers = await Promise.all(
      ["a", "b", "c"].map((name) => app.api("POST", "/api/setup", { ...owner, email: `${name}@shop.example` })),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409, 409]);
  });
});
