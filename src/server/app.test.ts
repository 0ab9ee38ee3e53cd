import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { openDatabase } from "#base/postgres/database.ts";
import { useApp } from "#test/app.ts";
import { createApp } from "./app.ts";

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

  it("counts requests by route and names what readers have left, without a word about customers", async () => {
    await app.api("GET", `/api/pipelines/${app.shop.pipeline.id}/board`);
    const { body, headers } = await app.api<string>("GET", "/metrics", undefined, { as: "nobody" });
    expect(headers.get("content-type")).toContain("text/plain");
    expect(body).toContain('sluice_http_requests_total{method="GET",route="/api/pipelines/:id/board",status="200"} 1');
    for (const reader of ["inbound", "insights", "live"]) expect(body).toContain(`sluice_reader_lag{reader="${reader}"} 0`);
    expect(body).not.toContain(app.shop.pipeline.id);
  });

  it("answers 503 with Retry-After while the database is away", async () => {
    const away = openDatabase({ connectionString: "postgres://nobody@127.0.0.1:1/none" }, 1);
    const lame = createApp({ ...app.parts, db: away }, app.rooms);
    const health = await lame.request("/healthz");
    expect([health.status, health.headers.get("retry-after"), await health.json()]).toEqual([503, "1", { status: "unavailable" }]);
    const asked = await lame.request("/api/pipelines", { headers: { authorization: "Bearer sk_x" } });
    expect([asked.status, asked.headers.get("retry-after"), await asked.json()]).toMatchObject([
      503,
      "1",
      { error: { code: "unavailable" } },
    ]);
    await away.close();
  });

  it("keeps what went wrong inside to itself", async () => {
    const broken = createApp(
      {
        ...app.parts,
        db: {
          ...app.db,
          ask: async () => {
            throw new TypeError("secret inner words");
          },
        },
      },
      app.rooms,
    );
    const answer = await broken.request("/api/pipelines", { headers: { authorization: "Bearer sk_x" } });
    const text = await answer.text();
    expect([answer.status, JSON.parse(text).error.code, text.includes("inner words")]).toEqual([500, "internal", false]);
    const line = app.lines.find((candidate) => candidate.includes("secret inner words"))!;
    expect(line).toContain(JSON.parse(text).error.requestId);
  });

  it("takes no larger body than it says", async () => {
    const answer = await app.api("POST", "/api/sign-in", JSON.stringify({ email: "x".repeat(600_000), password: "y" }), { as: "nobody" });
    expect([answer.status, answer.body.error.code]).toEqual([413, "request_too_large"]);
  });

  it("shows the web app under every page's address, with assets kept for ever, compressed, and nothing of other sites", async () => {
    const web = mkdtempSync(path.join(tmpdir(), "sluice-web-"));
    mkdirSync(path.join(web, "assets"));
    writeFileSync(path.join(web, "index.html"), "<p>Sluice</p>");
    writeFileSync(path.join(web, "assets/app-1.js"), "plain");
    writeFileSync(path.join(web, "assets/app-1.js.br"), "small");
    const shown = createApp({ ...app.parts, webDir: web }, app.rooms);
    for (const page of ["/", "/w/1/pipeline", "/invitation/sinv_x"]) {
      const answer = await shown.request(page);
      expect([page, answer.status, await answer.text(), answer.headers.get("cache-control")]).toEqual([
        page,
        200,
        "<p>Sluice</p>",
        "no-cache",
      ]);
      expect(answer.headers.get("content-security-policy")).toContain("default-src 'self'");
      expect(answer.headers.get("content-security-policy")).not.toMatch(/script-src|unsafe-eval/);
    }
    const asset = await shown.request("/assets/app-1.js", { headers: { "accept-encoding": "gzip, br" } });
    expect([await asset.text(), asset.headers.get("content-encoding"), asset.headers.get("cache-control")]).toEqual([
      "small",
      "br",
      "public, max-age=31536000, immutable",
    ]);
    expect(await (await shown.request("/assets/app-1.js")).text()).toBe("plain");
    for (const none of ["/assets/gone.js", "/api/nothing", "/assets/../../package.json"])
      expect([none, (await shown.request(none)).status]).toEqual([none, 404]);
    rmSync(web, { recursive: true });
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

    const wordless = Object.entries<Record<string, { summary?: string }>>(body.paths).filter(([, methods]) =>
      Object.values(methods).some(({ summary }) => !summary),
    );
    expect(wordless.map(([path]) => path)).toEqual([]);

    const page = await app.api<string>("GET", "/api/docs", undefined, { as: "nobody" });
    const assets = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map((found) => found[1]!);
    expect(assets.length).toBeGreaterThan(1);
    for (const asset of assets) expect((await app.api("GET", asset, undefined, { as: "nobody" })).status).toBe(200);
  });
});
