// Writes the figures of the catalogue into docs/glossary.md; a test fails until it has been run.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { glossaryPart } from "#insights/catalogue.ts";

const file = path.resolve(import.meta.dirname, "../docs/glossary.md");
const [before, , after] = readFileSync(file, "utf8").split(/<!-- figures -->\n?/);
writeFileSync(file, `${before}<!-- figures -->\n${glossaryPart()}\n<!-- figures -->\n${after ?? ""}`);
