import path from "node:path";

/** All that the environment decides. Each name is documented in the README. */
export type Config = {
  port: number;
  host: string;
  dataDir: string;
  databaseUrl: string | undefined;
  publicUrl: string;
  logLevel: string;
  role: "all" | "web" | "worker";
  /** Where several processes share a database they must share this too; else each data folder keeps its own `secret.key`. */
  secret: string | undefined;
  /** Where backups go, whether one is made every night, and for how many days and weeks these are kept. */
  backups: { dir: string; nightly: boolean; days: number; weeks: number };
  /** Shops may be asked over http and in the own network too: for a shop on the same machine, and for tests. */
  localShops: boolean;
};

export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const port = Number(env["PORT"] ?? 4600);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`PORT must be a number from 0 to 65535, not "${env["PORT"]}".`);
  const role = env["SLUICE_ROLE"] ?? "all";
  if (role !== "all" && role !== "web" && role !== "worker") throw new Error(`SLUICE_ROLE must be all, web or worker, not "${role}".`);
  const host = env["HOST"] ?? "127.0.0.1";
  const secret = env["SLUICE_SECRET"] || undefined;
  if (secret !== undefined && secret.length < 32) throw new Error("SLUICE_SECRET must be at least 32 characters long.");
  const publicUrl = (env["SLUICE_PUBLIC_URL"] || localUrl({ host, port })).replace(/\/+$/, "");
  if (!/^https?:\/\/[^/]+$/.test(publicUrl) || !URL.canParse(publicUrl)) {
    throw new Error(`SLUICE_PUBLIC_URL must be like https://sluice.example.com, without a path, not "${publicUrl}".`);
  }
  const dataDir = path.resolve(env["SLUICE_DATA"] ?? ".data");
  const nightly = env["SLUICE_BACKUP"] ?? "on";
  if (nightly !== "on" && nightly !== "off") throw new Error(`SLUICE_BACKUP must be on or off, not "${nightly}".`);
  return {
    port,
    host,
    dataDir,
    backups: {
      dir: path.resolve(env["SLUICE_BACKUP_DIR"] || path.join(dataDir, "backups")),
      nightly: nightly === "on",
      days: countOf(env, "SLUICE_BACKUP_DAYS", 7),
      weeks: countOf(env, "SLUICE_BACKUP_WEEKS", 4),
    },
    databaseUrl: env["DATABASE_URL"] || undefined,
    publicUrl,
    logLevel: env["LOG_LEVEL"] ?? "info",
    role,
    secret,
    localShops: env["SLUICE_LOCAL_SHOPS"] === "1",
  };
}

function countOf(env: NodeJS.ProcessEnv, name: string, otherwise: number): number {
  const count = Number(env[name] || otherwise);
  if (!Number.isInteger(count) || count < 1 || count > 1_000)
    throw new Error(`${name} must be a number from 1 to 1000, not "${env[name]}".`);
  return count;
}

/** Where this process answers on its own machine. */
export function localUrl({ host, port }: Pick<Config, "host" | "port">): string {
  const name = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host.includes(":") ? `[${host}]` : host;
  return `http://${name}:${port}`;
}
