import { closeSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { limits } from "#base/limits.ts";
import { readXml } from "./xml.ts";
import type { Zip } from "./zip.ts";

export type SharedStrings = { read(zip: Zip, part: string): Promise<void>; get(index: number): string; drop(): void };

const inMemory = 24 * 1024 ** 2;

/** The workbook's table of texts: in memory while it is small, beyond that in a file beside the workbook. */
export function sharedStrings(path: string): SharedStrings {
  let texts: string[] = [];
  let letters = 0;
  let file: number | null = null;
  let ends: number[] = [];
  let at = 0;

  const add = (text: string) => {
    if (file === null) {
      texts.push(text);
      letters += text.length;
      if (letters > inMemory) spill();
    } else append(text);
  };
  const spill = () => {
    file = openSync(path, "w+");
    for (const text of texts) append(text);
    texts = [];
  };
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  const append = (text: string) => {
    const bytes = Buffer.from(text);
    at += bytes.length;
    ends.push(at);
    waiting.push(bytes);
    waitingBytes += bytes.length;
    if (waitingBytes > 1024 ** 2) flush();
  };
  const flush = () => {
    if (waiting.length > 0) writeSync(file!, Buffer.concat(waiting));
    waiting = [];
    waitingBytes = 0;
  };

  return {
    async read(zip, part) {
      let text = "";
      let depth = 0;
      let isText = false;
      await readXml(zip.stream(part), {
        open(name) {
          if (name === "si") text = "";
          // readings of Japanese words stand beside the word itself
          if (name === "rPh") depth += 1;
          isText = name === "t" && depth === 0;
        },
        close(name) {
          if (name === "rPh") depth -= 1;
          if (name === "si") add(text);
          isText = false;
        },
        text(part) {
          if (isText && text.length <= limits.importCellLength) text += part;
        },
      });
      if (file !== null) flush();
    },
    get(index) {
      if (file === null) return texts[index] ?? "";
      const end = ends[index];
      if (end === undefined) return "";
      const start = index === 0 ? 0 : ends[index - 1]!;
      const bytes = Buffer.alloc(end - start);
      readSync(file, bytes, 0, bytes.length, start);
      return bytes.toString("utf8");
    },
    drop() {
      if (file !== null) closeSync(file);
      file = null;
      texts = [];
      ends = [];
      rmSync(path, { force: true });
    },
  };
}
