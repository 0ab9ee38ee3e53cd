import { describe, expect, it } from "vitest";
import { useApp } from "#test/app.ts";

describe("the app", () => {
  const app = useApp();

  it("says that it is ready, with the schema and what each reader has left", async () => {
    const { status, body } = await app.api("GET", "/healthz", undefined, { as: "nobody" });
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: "ready", schema: expect.any(Number), readers: expect.any(Array) });
    expect(body.schema).toBeGreaterThan(1);
  });

  it("answers an unknown address, broken JSON, a wrong body and a wrong password each with its code", async () => {
    const unknown = await app.api("GET", "/api/nothing");
    expect([unknown.status, unknown.body.error.code]).toEqual([404, "unknown_route"]);
    expect(unknown.body.error.requestId).toBe(unknown.headers.get("x-request-id"));
    const broken = await app.api("POST", "/api/sign-in", "{", { as: "nobody" });
    expect([broken.status, broken.body.error.code]).toEqual([400, "invalid_json"]);
    const wrong = await app.api("POST", "/api/sign-in", { email: 1 }, { as: "nobody" });
    expect([wrong.status, wrong.body.error.code]).toEqual([400, "invalid_request"]);
    const stranger = await app.api("POST", "/api/sign-in", { email: "a@b.example", password: "nonsense" }, { as: "nobody" });
    expect([stranger.status, stranger.body.error.code]).toEqual([401, "wrong_password"]);
  });

  it("signs a member in", async () => {
    const headers = await app.signedIn("seller");
    expect(headers["cookie"]).toContain("session_token");
    expect((await app.api("PATCH", "/api/me", { name: "Ada" }, { as: headers })).status).toBe(204);
    expect((await app.api("PATCH", "/api/me", { name: "Ada" }, { as: "nobody" })).status).toBe(401);
  });
});

describe("the description of the API", () => {
  const app = useApp({ workers: false });

  it("names every route, and its page comes whole from here", async () => {
    const { body } = await app.api("GET", "/api/openapi.json", undefined, { as: "nobody" });
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining(["/api/me", "/api/deals/{id}", "/api/pipelines/{id}/board", "/api/sources"]),
    );
    const described = new Set(
      Object.entries<object>(body.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`)),
    );
    const served = app.app.routes.filter(
      ({ method, path }) => method !== "ALL" && path.startsWith("/api/") && !/^\/api\/(docs|openapi)/.test(path),
    );
    const undescribed = served
      .map(({ method, path }) => `${method.toLowerCase()} ${path.replaceAll(/:(\w+)/g, "{$1}")}`)
      .filter((route) => !described.has(route));
    expect(undescribed).toEqual([]);

    const page = await app.api<string>("GET", "/api/docs", undefined, { as: "nobody" });
    const assets = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map((found) => found[1]!);
    expect(assets.length).toBeGreaterThan(1);
    for (const asset of assets) expect((await app.api("GET", asset, undefined, { as: "nobody" })).status).toBe(200);
  });
});
