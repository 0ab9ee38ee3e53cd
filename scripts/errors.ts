// Writes docs/errors.md from the table of messages; a test fails until it has been run.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { errorsDocument } from "#server/errors-document.ts";

const docs = path.resolve(import.meta.dirname, "../docs");
mkdirSync(docs, { recursive: true });
writeFileSync(path.join(docs, "errors.md"), errorsDocument());
