import { existsSync } from "node:fs";
import path from "node:path";
import type { Config } from "#base/config.ts";
import type { Log } from "#base/log.ts";
import { make } from "#exports/backups/backups.ts";
import type { BackupRow } from "#exports/backups/queries.ts";
import { findSecret, fingerprintOf } from "./keys.ts";
import { openStore } from "./open-store.ts";

/** Backs up all of this Sluice, whether it runs or not; `withKey` puts `secret.key` into the file. */
export async function backUp(config: Config, log: Log, { to, withKey }: { to?: string | undefined; withKey: boolean }): Promise<BackupRow> {
  const secret = findSecret(config.dataDir, config.secret);
  if (secret === undefined) throw new Error(`There is no Sluice in ${config.dataDir} yet. Set SLUICE_DATA to its folder.`);
  if (to !== undefined && existsSync(to)) throw new Error(`${to} is there already; name another file.`);
  const { db, close } = await openStore(config, log);
  try {
    const key = { fingerprint: fingerprintOf(secret), ...(withKey && { text: secret }) };
    return await make({ db, config, key }, false, to && path.resolve(to));
  } finally {
    await close();
  }
}
