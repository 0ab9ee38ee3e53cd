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
};

export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const port = Number(env["PORT"] ?? 4600);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`PORT must be a number from 0 to 65535, not "${env["PORT"]}".`);
  const role = env["SLUICE_ROLE"] ?? "all";
  if (role !== "all" && role !== "web" && role !== "worker") throw new Error(`SLUICE_ROLE must be all, web or worker, not "${role}".`);
  const host = env["HOST"] ?? "127.0.0.1";
  return {
    port,
    host,
    dataDir: path.resolve(env["SLUICE_DATA"] ?? ".data"),
    databaseUrl: env["DATABASE_URL"] || undefined,
    publicUrl: (env["SLUICE_PUBLIC_URL"] ?? `http://${host === "0.0.0.0" ? "127.0.0.1" : host}:${port}`).replace(/\/+$/, ""),
    logLevel: env["LOG_LEVEL"] ?? "info",
    role,
  };
}
