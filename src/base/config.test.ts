import path from "node:path";
import { describe, expect, it } from "vitest";
import { localUrl, readConfig } from "./config.ts";

describe("the configuration", () => {
  it("is complete without any environment", () => {
    expect(readConfig({})).toMatchObject({
      port: 4600,
      host: "127.0.0.1",
      publicUrl: "http://127.0.0.1:4600",
      role: "all",
      databaseUrl: undefined,
      backups: { dir: path.resolve(".data/backups"), nightly: true, days: 7, weeks: 4 },
      localShops: false,
    });
    expect(readConfig({ SLUICE_LOCAL_SHOPS: "1" }).localShops).toBe(true);
  });

  it("takes what is set, with an address that names no path", () => {
    const env = { PORT: "80", HOST: "0.0.0.0", SLUICE_PUBLIC_URL: "https://sluice.example/", DATABASE_URL: "postgres://db/sluice" };
    expect(readConfig(env)).toMatchObject({ port: 80, publicUrl: "https://sluice.example", databaseUrl: "postgres://db/sluice" });
    expect([localUrl({ host: "0.0.0.0", port: 80 }), localUrl({ host: "::1", port: 81 })]).toEqual([
      "http://127.0.0.1:80",
      "http://[::1]:81",
    ]);
  });

  it("refuses what it cannot use, in a sentence that names it", () => {
    const wrong = {
      PORT: "http",
      SLUICE_ROLE: "boss",
      SLUICE_PUBLIC_URL: "sluice.example/app",
      SLUICE_SECRET: "short",
      SLUICE_BACKUP: "maybe",
      SLUICE_BACKUP_DAYS: "0",
    };
    for (const [name, value] of Object.entries(wrong)) expect(() => readConfig({ [name]: value })).toThrow(`${name} must be`);
  });
});
