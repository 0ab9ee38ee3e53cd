// Runs before every npm script that needs the packages, on whatever Node the machine has (20 or newer): installs what is missing.
// `--web` then builds the web app, on the Node that was installed with the packages.
import { spawnSync } from "node:child_process";
import { existsSync, lstatSync, readFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), "..");
const modules = path.join(root, "node_modules");

/** True when npm's own note of what it installed names every package of the lockfile in its version; what is missing must be optional. */
function isInstalled() {
  if (existsSync(modules) && lstatSync(modules).isSymbolicLink()) return true; // shared on purpose by whoever linked it
  const note = path.join(modules, ".package-lock.json");
  if (!existsSync(note)) return false;
  const wanted = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8")).packages;
  const there = JSON.parse(readFileSync(note, "utf8")).packages;
  return Object.entries(wanted).every(([place, { version, optional, peer }]) => {
    if (place === "") return true;
    return there[place] ? there[place].version === version : Boolean(optional || peer);
  });
}

if (!isInstalled()) {
  console.log("Installing packages (only after the first checkout or when they changed) …");
  const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (status !== 0) process.exit(status ?? 1);
}

if (process.argv.includes("--web")) {
  const node = path.join(modules, ".bin/node");
  const { status } = spawnSync(existsSync(node) ? node : process.execPath, [path.join(root, "scripts/build-web.mjs")], {
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
}
