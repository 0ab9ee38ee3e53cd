// Builds the plugins for shops into dist/packages: JavaScript with types, each with the client it shares, ready for `npm pack` or `npm install`.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..");
const out = path.join(root, "dist/packages");
const built = path.join(out, ".built");
rmSync(out, { recursive: true, force: true });

const tsc = path.join(root, "node_modules/typescript/bin/tsc");
const options = ["--noEmit", "false", "--declaration", "--rootDir", path.join(root, "packages"), "--outDir", built];
execFileSync(process.execPath, [tsc, "-p", path.join(root, "packages"), ...options], { stdio: "inherit" });

const packages = path.join(root, "packages");
/** Where the built folders lie in each package, so that the imports between them stay right. */
const plugins = {
  vendure: { client: "client", vendure: "vendure" },
  // Medusa looks for a plugin's parts in .medusa/server/src
  medusa: { client: ".medusa/client", medusa: ".medusa/server" },
};
for (const [plugin, places] of Object.entries(plugins)) {
  const folder = path.join(out, plugin);
  mkdirSync(folder, { recursive: true });
  for (const [name, place] of Object.entries(places)) cpSync(path.join(built, name), path.join(folder, place), { recursive: true });
  cpSync(path.join(packages, plugin, "README.md"), path.join(folder, "README.md"));
  // both platforms load CommonJS; the sources stand as modules, so that our tests and Node can run them as they are
  const about = JSON.parse(readFileSync(path.join(packages, plugin, "package.json"), "utf8"));
  writeFileSync(path.join(folder, "package.json"), `${JSON.stringify({ ...about, type: "commonjs" }, undefined, 2)}\n`);
  execFileSync("npm", ["pack", "--silent", "--pack-destination", out], { cwd: folder, stdio: "inherit" });
}
rmSync(built, { recursive: true });
