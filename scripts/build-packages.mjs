// Builds the plugins for shops: JavaScript with types, each with the client it shares, packed as npm takes it.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";

const root = path.resolve(import.meta.dirname, "..");
const packages = path.join(root, "packages");

/** Where the built folders lie in each package, so that the imports between them stay right. */
const plugins = {
  vendure: { client: "client", vendure: "vendure" },
  // Medusa looks for a plugin's parts in .medusa/server/src
  medusa: { client: ".medusa/client", medusa: ".medusa/server" },
};

/** Writes `sluice-<shop>-plugin.tgz` for each shop into the folder. */
export function buildPackages(out) {
  const built = mkdtempSync(path.join(tmpdir(), "sluice-packages-"));
  try {
    const tsc = path.join(root, "node_modules/typescript/bin/tsc");
    const options = ["--noEmit", "false", "--declaration", "--rootDir", packages, "--outDir", built];
    execFileSync(process.execPath, [tsc, "-p", packages, ...options], { stdio: "inherit" });
    mkdirSync(out, { recursive: true });
    for (const [shop, places] of Object.entries(plugins)) {
      const about = JSON.parse(readFileSync(path.join(packages, shop, "package.json"), "utf8"));
      const files = Object.entries(places).flatMap(([name, place]) => filesIn(path.join(built, name), `package/${place}`));
      // both platforms load CommonJS; the sources stand as modules, so that our tests and Node can run them as they are
      files.push(["package/package.json", Buffer.from(`${JSON.stringify({ ...about, type: "commonjs" }, undefined, 2)}\n`)]);
      files.push(["package/README.md", readFileSync(path.join(packages, shop, "README.md"))]);
      writeFileSync(path.join(out, `${about.name}.tgz`), gzipSync(tarOf(files)));
    }
  } finally {
    rmSync(built, { recursive: true });
  }
}

function filesIn(folder, place) {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => statSync(path.join(folder, name)).isFile())
    .sort()
    .map((name) => [`${place}/${name.split(path.sep).join("/")}`, readFileSync(path.join(folder, name))]);
}

/** A tar archive as POSIX.1-1988 has it: of each file a block that says what it is, then its content, in blocks of 512 bytes. */
function tarOf(files) {
  const blocks = files.flatMap(([name, content]) => {
    if (Buffer.byteLength(name) > 100) throw new Error(`The name ${name} is too long for the archive.`);
    const head = Buffer.alloc(512);
    head.write(name, 0);
    head.write("0000644\0", 100);
    head.write("0000000\0", 108);
    head.write("0000000\0", 116);
    head.write(`${content.length.toString(8).padStart(11, "0")}\0`, 124);
    head.write("00000000000\0", 136);
    head.write("        ", 148);
    head.write("0", 156);
    head.write("ustar\0" + "00", 257);
    const sum = head.reduce((total, byte) => total + byte, 0);
    head.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    return [head, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}
