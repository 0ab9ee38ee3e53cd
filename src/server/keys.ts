import { createHash, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { newSecret } from "#base/ids.ts";
import { createSeal, type Seal } from "#base/seal.ts";

/** What this Sluice's data folder keeps secret. */
export type Keys = {
  seal: Seal;
  cookieSecret: string;
  /** Tells the cookies of two Sluices on one host apart, which browsers do not do by port. */
  cookiePrefix: string;
  isAdminToken(token: string): boolean;
  /** Tells one `secret.key` from another and gives nothing of it away. */
  fingerprint: string;
};

const adminTokenFile = "admin.token";
const secretFile = "secret.key";

/** Reads `secret.key` (unless `secret` takes its place) and `admin.token`, making them at the first start, readable by their owner only. */
export function readKeys(dataDir: string, secret?: string): Keys {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const key = secret ?? readOrCreate(path.join(dataDir, secretFile), () => randomBytes(32).toString("base64url"));
  const master = digest(key);
  const admin = digest(readOrCreate(path.join(dataDir, adminTokenFile), () => newSecret("sadmin_")));
  const part = (use: string) => Buffer.from(hkdfSync("sha256", master, "", `sluice ${use}`, 32));
  return {
    seal: createSeal(part("seal")),
    cookieSecret: part("cookies").toString("hex"),
    cookiePrefix: `sluice-${part("name").toString("hex").slice(0, 8)}`,
    isAdminToken: (token) => timingSafeEqual(digest(token), admin),
    fingerprint: fingerprintOf(key),
  };
}

/** The key that seals this folder's secrets, as text; undefined where there is none yet. */
export function findSecret(dataDir: string, secret?: string): string | undefined {
  const file = path.join(dataDir, secretFile);
  return secret ?? (existsSync(file) ? readFileSync(file, "utf8").trim() : undefined);
}

export function fingerprintOf(secret: string): string {
  return Buffer.from(hkdfSync("sha256", digest(secret), "", "sluice fingerprint", 8)).toString("hex");
}

/** Puts a key in the place of the folder's own. */
export function writeSecret(dataDir: string, secret: string): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  writeFileSync(path.join(dataDir, secretFile), `${secret}\n`, { mode: 0o600 });
}

/** The admin token of a data folder, for a command on the same machine. Throws where there is none yet. */
export function readToken(dataDir: string): string {
  return readFileSync(path.join(dataDir, adminTokenFile), "utf8").trim();
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function readOrCreate(file: string, create: () => string): string {
  try {
    writeFileSync(file, `${create()}\n`, { flag: "wx", mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  return readFileSync(file, "utf8").trim();
}
