// Holds the floors of the house: imports go down only, and rooms of one floor do not know each other. See docs/architecture.md.
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..");

/** From the ground up; a room may import its own and the floors below it. */
const floors: string[][] = [
  ["base", "stats"],
  ["ledger"],
  ["workspaces"],
  ["people"],
  ["pipelines"],
  ["deals"],
  ["orders"],
  ["activities"],
  ["journey", "intake", "imports", "exports", "insights", "demo"],
  ["server"],
  ["cli"],
];
const floorOf = new Map(floors.flatMap((rooms, floor) => rooms.map((room) => [room, floor] as const)));

/** What one room may use of another on its own floor: journeys are moved by what comes in, by what is imported, and by the people of the demo shop; imported events are read as the intake reads them; figures and logs go out. */
const neighbours = new Set(["intake journey", "imports journey", "imports intake", "demo journey", "exports insights", "exports intake"]);

/** What an import must be to come from outside the server's rooms. */
const shared = /^#(stats\/|base\/money\.ts$)/;

const imports = /^\s*(import|export)\s+(type\s+)?[^"';]*?from\s+"([^"]+)"|^\s*import\s+()()"([^"]+)"|import\(\s*()()"([^"]+)"\s*\)/gm;

const wrong: string[] = [];
for (const folder of ["src", "web"]) {
  for (const name of readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })) {
    if (!/\.tsx?$/.test(name) || name.endsWith(".test.ts")) continue;
    const file = `${folder}/${name.split(path.sep).join("/")}`;
    const text = readFileSync(path.join(root, file), "utf8");
    for (const found of text.matchAll(imports)) {
      const target = found[3] ?? found[6] ?? found[9]!;
      const complaint = file.startsWith("web/")
        ? webComplaint(file, target, found[2] !== undefined)
        : roomComplaint(file, target, found[2] !== undefined);
      if (complaint) wrong.push(`${file}: ${target}: ${complaint}`);
    }
  }
}

function roomComplaint(file: string, target: string, typeOnly: boolean): string | undefined {
  const room = file.split("/")[1]!;
  if (target.startsWith("./")) return undefined;
  if (target.startsWith("../")) {
    return path.posix.join(path.posix.dirname(file), target).split("/")[1] === room ? undefined : "other rooms are imported as #room/…";
  }
  if (target.startsWith("#web/") || target.startsWith("#test/")) return "the house does not know the web app or its tests";
  if (!target.startsWith("#")) return room === "stats" ? "stats imports nothing" : undefined;
  const other = target.slice(1).split("/")[0]!;
  if (other === room) return file.split("/").length > 3 ? undefined : "inside a room, import ./…";
  const [from, to] = [floorOf.get(room), floorOf.get(other)];
  if (from === undefined || to === undefined) return "this room stands on no floor";
  if (room === "cli" && other !== "base" && other !== "server" && !isContract(target, typeOnly))
    return "the command line imports contracts only (types)";
  if (to > from) return "imports go down only";
  if (to === from && !neighbours.has(`${room} ${other}`)) return "rooms of one floor do not import each other";
  return undefined;
}

function webComplaint(file: string, target: string, typeOnly: boolean): string | undefined {
  const feature = /^web\/features\/([^/]+)\//.exec(file)?.[1];
  const other = /^#web\/features\/([^/]+)\//.exec(target)?.[1];
  if (feature && other && feature !== other) return "features do not import each other";
  if (!target.startsWith("#") || target.startsWith("#web/") || shared.test(target)) return undefined;
  return isContract(target, typeOnly) ? undefined : "the web app imports contracts (types), stats and money only";
}

function isContract(target: string, typeOnly: boolean): boolean {
  return target.endsWith("/contract.ts") && typeOnly;
}

if (wrong.length > 0) {
  console.error(`${wrong.join("\n")}\n${wrong.length} imports break the floors of the house.`);
  process.exit(1);
}
