import type { Config } from "#base/config.ts";
import type { Log } from "#base/log.ts";
import { checkBackup } from "#exports/backups/check-backup.ts";
import type { BackupManifest } from "#exports/backups/format.ts";
import { holdsSomething, restoreBackup } from "#exports/backups/restore-backup.ts";
import { forgetProjection } from "#insights/duck.ts";
import { findSecret, fingerprintOf, writeSecret } from "./keys.ts";
import { readLock } from "./lock.ts";
import { openStore } from "./open-store.ts";

export type Restored = { manifest: BackupManifest; /** No key here opens the secrets that came along. */ sealed: boolean };

/**
 * Checks a backup and puts it in the place of all that is here. A Sluice that runs on the same database starts anew with it; one that does
 * not finds its projection gone and fills it again. `yes` allows it where something is.
 */
export async function restore(config: Config, log: Log, file: string, yes: boolean): Promise<Restored> {
  const manifest = await checkBackup(file);
  const own = findSecret(config.dataDir, config.secret);
  const fits = own !== undefined && fingerprintOf(own) === manifest.key.fingerprint;
  const running = readLock(config.dataDir);
  const bringsKey = manifest.key.included && !fits && config.secret === undefined;
  if (bringsKey && running)
    throw new Error("The backup brings another secret.key along: stop Sluice first, then restore and start it again.");
  const { db, close } = await openStore(config, log);
  try {
    if (!yes && (await holdsSomething(db.pool)))
      throw new Error("There is something here already, and all of it would go. Say --yes to put the backup in its place.");
    const { key } = await restoreBackup(db.pool, file, manifest);
    if (bringsKey && key !== undefined) writeSecret(config.dataDir, key);
    if (!running) forgetProjection(config.dataDir);
    return { manifest, sealed: !fits && !bringsKey };
  } finally {
    await close();
  }
}
