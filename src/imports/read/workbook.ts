import path from "node:path";
import { oneChunk, readXml } from "./xml.ts";
import type { Zip } from "./zip.ts";

/** Where the parts of a workbook are. */
export type Parts = { workbook: string; byId: Map<string, string>; texts: string | null; styles: string | null };
export type Sheet = { name: string; part: string; isHidden: boolean };

export async function partsOf(zip: Zip): Promise<Parts> {
  const roots = zip.names.includes("_rels/.rels") ? await relationsOf(zip, "_rels/.rels", "") : [];
  const workbook = roots.find(({ type }) => type.endsWith("/officeDocument"))?.target ?? "xl/workbook.xml";
  const folder = path.posix.dirname(workbook);
  const relations = await relationsOf(zip, `${folder}/_rels/${path.posix.basename(workbook)}.rels`, folder);
  const of = (type: string) => relations.find((each) => each.type.endsWith(`/${type}`))?.target;
  const there = (name: string | undefined) => (name !== undefined && zip.names.includes(name) ? name : null);
  return {
    workbook,
    byId: new Map(relations.map(({ id, target }) => [id, target])),
    texts: there(of("sharedStrings")),
    styles: there(of("styles")),
  };
}

type Relation = { id: string; type: string; target: string };

async function relationsOf(zip: Zip, part: string, folder: string): Promise<Relation[]> {
  const relations: Relation[] = [];
  if (!zip.names.includes(part)) return relations;
  await readXml(oneChunk(await zip.text(part)), {
    open(name, { Id: id = "", Type: type = "", Target: target = "" }) {
      if (name !== "Relationship") return;
      relations.push({ id, type, target: target.startsWith("/") ? target.slice(1) : path.posix.join(folder, target) });
    },
    close() {},
  });
  return relations;
}

export async function sheetsOf(zip: Zip, { workbook, byId }: Parts): Promise<{ sheets: Sheet[]; is1904: boolean }> {
  const sheets: Sheet[] = [];
  let is1904 = false;
  await readXml(oneChunk(await zip.text(workbook)), {
    open(name, attributes) {
      if (name === "workbookPr") is1904 = /^(1|true)$/.test(attributes["date1904"] ?? "");
      if (name !== "sheet") return;
      const id = Object.entries(attributes).find(([key]) => key.endsWith(":id"))?.[1] ?? "";
      const part = byId.get(id);
      if (part) sheets.push({ name: attributes["name"] ?? "", part, isHidden: (attributes["state"] ?? "visible") !== "visible" });
    },
    close() {},
  });
  return { sheets, is1904 };
}

/** By the number of a style: whether its cells are dates or times. */
export async function stylesOf(zip: Zip, part: string): Promise<boolean[]> {
  const formats = new Map<number, string>();
  const dates: boolean[] = [];
  let isInCells = false;
  await readXml(zip.stream(part), {
    open(name, attributes) {
      if (name === "numFmt") formats.set(Number(attributes["numFmtId"]), attributes["formatCode"] ?? "");
      if (name === "cellXfs") isInCells = true;
      if (name === "xf" && isInCells) dates.push(isDateFormat(Number(attributes["numFmtId"] ?? 0), formats));
    },
    close(name) {
      if (name === "cellXfs") isInCells = false;
    },
  });
  return dates;
}

/** Formats that every workbook knows by number, those of East Asia among them. */
function isDateFormat(id: number, formats: ReadonlyMap<number, string>): boolean {
  const code = formats.get(id);
  if (code === undefined) return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
  const bare = code
    .replace(/"[^"]*"|\\.|_.|\*./g, "")
    .replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, "")
    .replace(/general/gi, "");
  return /[dmyhs]/i.test(bare.split(";")[0]!);
}
