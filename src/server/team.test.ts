import { describe, expect, it } from "vitest";
import { cookiesOf, testPassword, useApp } from "#test/app.ts";

describe("a team", () => {
  const app = useApp({ workers: false });
  let link: string;

  it("is listed to its members, and changed by owners only", async () => {
    const owner = await app.signedIn("owner");
    const { body } = await app.api("GET", "/api/members", undefined, { as: "seller" });
    expect(body.members.map((member: { role: string }) => member.role).sort()).toEqual(["owner", "seller"]);
    for (const as of ["viewer", "seller", "manager"] as const) {
      const refused = await app.api("POST", "/api/invitations", { email: "new@shop.example", role: "seller" }, { as });
      expect([as, refused.status, refused.body.error.code]).toEqual([as, 403, "not_allowed"]);
    }
    expect((await app.api("GET", "/api/members", undefined, { as: owner })).body.members).toHaveLength(4);
  });

  it("never loses its last owner, not even to two who act at once", async () => {
    const [owner] = (await app.api("GET", "/api/members")).body.members.filter((member: { role: string }) => member.role === "owner");
    for (const answer of [
      await app.api("PATCH", `/api/members/${owner.userId}`, { role: "viewer" }),
      await app.api("DELETE", `/api/members/${owner.userId}`),
    ]) {
      expect([answer.status, answer.body.error.code]).toEqual([409, "last_owner"]);
    }
    const manager = (await app.api("GET", "/api/members")).body.members.find((member: { role: string }) => member.role === "manager");
    expect((await app.api("PATCH", `/api/members/${manager.userId}`, { role: "owner" })).status).toBe(204);
    const both = await Promise.all([owner, manager].map(({ userId }) => app.api("PATCH", `/api/members/${userId}`, { role: "seller" })));
    expect(both.map((answer) => answer.status).sort()).toEqual([204, 409]);
  });

  it("grows by a link that is shown once and opens once", async () => {
    const made = await app.api("POST", "/api/invitations", { email: "New@Shop.example", role: "seller" });
    expect(made.body.url).toMatch(/^http:\/\/127\.0\.0\.1:4600\/invitation\/sinv_\w+$/);
    link = made.body.url.split("/").at(-1);
    const listed = (await app.api("GET", "/api/members")).body.invitations;
    expect(listed).toMatchObject([{ email: "new@shop.example", role: "seller" }]);
    expect(JSON.stringify(listed)).not.toContain(link);

    const seen = await app.api("POST", "/api/invitations/look", { token: link }, { as: "nobody" });
    expect(seen.body).toMatchObject({ email: "new@shop.example", role: "seller", hasAccount: false, signedIn: false });
    const unsure = await app.api("POST", "/api/invitations/accept", { token: link }, { as: "nobody" });
    expect([unsure.status, unsure.body.error.code]).toEqual([400, "password_needed"]);

    const joined = await app.api("POST", "/api/invitations/accept", { token: link, name: "Neu", password: testPassword }, { as: "nobody" });
    expect(joined.body).toEqual({ workspaceId: app.shop.workspaceId });
    const me = (await app.api("GET", "/api/me", undefined, { as: { cookie: cookiesOf(joined.headers) } })).body;
    expect(me).toMatchObject({
      user: { name: "Neu", email: "new@shop.example" },
      workspaces: [{ id: app.shop.workspaceId, role: "seller" }],
    });

    const again = await app.api("POST", "/api/invitations/accept", { token: link, password: testPassword }, { as: "nobody" });
    expect([again.status, again.body.error.code]).toEqual([404, "invitation_not_found"]);
    const member = await app.api("POST", "/api/invitations", { email: "new@shop.example", role: "viewer" });
    expect([member.status, member.body.error.code]).toEqual([409, "already_member"]);
  });

  it("lets a person who is known here join with their own account only", async () => {
    const other = await app.buildShop();
    const invite = async () =>
      (await app.api("POST", "/api/invitations", { email: "new@shop.example", role: "manager" }, { workspace: other.workspaceId })).body.url
        .split("/")
        .at(-1);
    const stale = await invite();
    const token = await invite();
    expect((await app.api("POST", "/api/invitations/look", { token: stale }, { as: "nobody" })).status).toBe(404);

    const thief = await app.api("POST", "/api/invitations/accept", { token, password: "my own password" }, { as: "nobody" });
    expect([thief.status, thief.body.error.code]).toEqual([401, "sign_in_first"]);
    const wrongPerson = await app.api("POST", "/api/invitations/accept", { token }, { as: "viewer" });
    expect(wrongPerson.status).toBe(401);

    const session = {
      cookie: cookiesOf(
        (await app.api("POST", "/api/sign-in", { email: "new@shop.example", password: testPassword }, { as: "nobody" })).headers,
      ),
    };
    expect((await app.api("POST", "/api/invitations/accept", { token }, { as: session })).status).toBe(200);
    expect((await app.api("GET", "/api/me", undefined, { as: session })).body.workspaces).toHaveLength(2);
  });

  it("lets a removed member in no more and keeps their name in the past", async () => {
    const members = (await app.api("GET", "/api/members")).body.members;
    const { userId } = members.find((member: { email: string }) => member.email === "new@shop.example");
    const session = {
      cookie: cookiesOf(
        (await app.api("POST", "/api/sign-in", { email: "new@shop.example", password: testPassword }, { as: "nobody" })).headers,
      ),
    };
    expect((await app.api("GET", "/api/pipelines", undefined, { as: session })).status).toBe(200);
    await app.api("DELETE", `/api/members/${userId}`);
    expect((await app.api("GET", "/api/pipelines", undefined, { as: session })).status).toBe(404);
    expect((await app.api("DELETE", `/api/members/${userId}`)).status).toBe(404);
  });
});

describe("API keys", () => {
  const app = useApp({ workers: false });

  it("open their workspace within their scopes, until they are removed", async () => {
    const { pipeline } = app.shop;
    const made = await app.api("POST", "/api/keys", { name: "Reader", scopes: ["read"] });
    expect(made.body.key).toMatch(/^sk_\w{32}$/);
    const reader = { authorization: `Bearer ${made.body.key}` };
    expect((await app.api("GET", "/api/pipelines", undefined, { as: { ...reader } })).body.pipelines).toHaveLength(1);
    const deal = { pipelineId: pipeline.id, stageId: "interest", name: "Tea for ten" };
    const refused = await app.api("POST", "/api/deals", deal, { as: reader });
    expect([refused.status, refused.body.error.code]).toEqual([403, "not_allowed"]);

    const writer = {
      authorization: `Bearer ${(await app.api("POST", "/api/keys", { name: "Writer", scopes: ["read", "write"] })).body.key}`,
    };
    expect((await app.api("POST", "/api/deals", deal, { as: writer })).status).toBeLessThan(300);
    expect((await app.api("POST", "/api/keys", { name: "Child", scopes: ["write"] }, { as: writer })).status).toBe(403);

    const other = await app.buildShop();
    expect((await app.api("GET", "/api/pipelines", undefined, { as: reader, workspace: other.workspaceId })).status).toBe(404);
    const listed = (await app.api("GET", "/api/keys")).body.keys;
    expect(listed).toMatchObject([{ name: "Reader", scopes: ["read"], lastUsedAt: expect.any(String) }, { name: "Writer" }]);
    expect(JSON.stringify(listed)).not.toContain("sk_");

    expect((await app.api("DELETE", `/api/keys/${made.body.id}`)).status).toBe(204);
    const gone = await app.api("GET", "/api/pipelines", undefined, { as: reader });
    expect([gone.status, gone.body.error.code]).toEqual([401, "wrong_token"]);
  });
});
