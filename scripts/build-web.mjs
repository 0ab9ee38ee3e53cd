// Builds the web app into dist/web when its sources changed since the last build, with compressed copies beside every file worth it.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { buildPackages } from "./build-packages.mjs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const root = path.resolve(import.meta.dirname, "..");
const out = path.join(root, "dist/web");
const stamp = path.join(out, ".sources");

/** What the build reads: the app, the contracts and money it imports, the packages, and how it is built. */
const sources = [
  "web",
  "src",
  "packages",
  "package-lock.json",
  "vite.config.ts",
  "tsconfig.json",
  "scripts/build-web.mjs",
  "scripts/build-packages.mjs",
];

function hashOfSources() {
  const hash = createHash("sha256");
  for (const source of sources) {
    const start = path.join(root, source);
    if (!existsSync(start)) continue;
    const files = statSync(start).isDirectory()
      ? readdirSync(start, { recursive: true, encoding: "utf8" })
          .sort()
          .map((name) => path.join(start, name))
      : [start];
    for (const file of files) {
      if (!statSync(file).isFile() || !concerns(path.relative(root, file))) continue;
      hash.update(path.relative(root, file)).update("\0").update(readFileSync(file)).update("\0");
    }
  }
  return hash.digest("hex");
}

function concerns(file) {
  if (/\.test\.tsx?$/.test(file)) return false;
  return (
    !file.startsWith("src/") ||
    file.startsWith("src/stats/") ||
    file === "src/base/money.ts" ||
    file === "src/base/limits.ts" ||
    file.endsWith("/contract.ts")
  );
}

function compress() {
  for (const name of readdirSync(out, { recursive: true, encoding: "utf8" })) {
    const file = path.join(out, name);
    if (!/\.(js|css|html|svg|json|txt|map)$/.test(name)) continue;
    const plain = readFileSync(file);
    if (plain.length < 1_000) continue;
    writeFileSync(`${file}.gz`, gzipSync(plain, { level: 9 }));
    writeFileSync(`${file}.br`, brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } }));
  }
}

if (existsSync(path.join(root, "web/index.html"))) {
  const wanted = hashOfSources();
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted) {
    console.log("Building the web app (only when it changed) …");
    const vite = path.join(root, "node_modules/vite/bin/vite.js");
    const { status, stdout, stderr } = spawnSync(process.execPath, [vite, "build", "--logLevel", "warn"], {
      cwd: root,
      encoding: "utf8",
      // started from a test, the build would take over that it is one, and React would come with its checks
      env: { ...process.env, NODE_ENV: "production" },
    });
    if (status !== 0) {
      process.stderr.write(`${stdout}${stderr}`);
      process.exit(status ?? 1);
    }
    compress();
    buildPackages(path.join(out, "packages")); // shops install their plugin from the Sluice that they tell
    writeFileSync(stamp, wanted);
  }
}
