import { crc32, deflateRawSync } from "node:zlib";

/** A ZIP of these parts. `lie` writes another unpacked size into the directory than the part has. */
export function zipOf(parts: Record<string, string | Buffer>, { encrypted = false, lie = 0 } = {}): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(parts)) {
    const plain = Buffer.from(content);
    const packed = deflateRawSync(plain);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(20, 4);
    head.writeUInt16LE(encrypted ? 1 : 0, 6);
    head.writeUInt16LE(8, 8);
    head.writeUInt32LE(crc32(plain), 14);
    head.writeUInt32LE(packed.length, 18);
    head.writeUInt32LE(lie || plain.length, 22);
    head.writeUInt16LE(Buffer.byteLength(name), 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(20, 4);
    entry.writeUInt16LE(20, 6);
    head.copy(entry, 8, 6, 30);
    entry.writeUInt16LE(0, 32);
    entry.writeUInt32LE(offset, 42);
    bodies.push(head, Buffer.from(name), packed);
    directory.push(entry, Buffer.from(name));
    offset += 30 + Buffer.byteLength(name) + packed.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(parts).length, 8);
  end.writeUInt16LE(Object.keys(parts).length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, list, end]);
}

export type SheetOf = { name: string; state?: "hidden"; rows?: string; after?: string };

/** A workbook whose sheets hold the given rows, written as XML of the format. */
export function workbookOf(
  sheets: SheetOf[],
  { texts = [] as string[], is1904 = false, styles = "", other = {} as Record<string, string | Buffer> } = {},
): Buffer {
  return zipOf(workbookParts(sheets, { texts, is1904, styles, other }));
}

export function workbookParts(
  sheets: SheetOf[],
  { texts = [] as string[], is1904 = false, styles = "", other = {} as Record<string, string | Buffer> } = {},
): Record<string, string | Buffer> {
  const type = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  const relations = sheets.map(
    (_, index) => `<Relationship Id="rId${index + 1}" Type="${type}/worksheet" Target="worksheets/sheet${index + 1}.xml"/>`,
  );
  if (texts.length > 0) relations.push(`<Relationship Id="rIdT" Type="${type}/sharedStrings" Target="sharedStrings.xml"/>`);
  if (styles) relations.push(`<Relationship Id="rIdS" Type="${type}/styles" Target="/xl/styles.xml"/>`);
  return {
    "[Content_Types].xml": "<Types/>",
    "_rels/.rels": `<Relationships><Relationship Id="r1" Type="${type}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    "xl/workbook.xml": `<workbook ${main} xmlns:r="${type}"><workbookPr date1904="${is1904 ? 1 : 0}"/><sheets>${sheets
      .map(
        ({ name, state }, index) =>
          `<sheet name="${name}" sheetId="${index + 1}" ${state ? `state="${state}"` : ""} r:id="rId${index + 1}"/>`,
      )
      .join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships>${relations.join("")}</Relationships>`,
    ...(texts.length > 0 ? { "xl/sharedStrings.xml": `<sst ${main}>${texts.map((text) => `<si>${text}</si>`).join("")}</sst>` } : {}),
    ...(styles ? { "xl/styles.xml": `<styleSheet ${main}>${styles}</styleSheet>` } : {}),
    ...Object.fromEntries(
      sheets.map(({ rows = "", after = "" }, index) => [
        `xl/worksheets/sheet${index + 1}.xml`,
        `<worksheet ${main}><sheetData>${rows}</sheetData>${after}</worksheet>`,
      ]),
    ),
    ...other,
  };
}

/** Rows of texts written into the cells themselves. */
export function inlineRows(rows: readonly (readonly string[])[]): string {
  return rows
    .map((cells, index) => `<row r="${index + 1}">${cells.map((cell) => `<c t="inlineStr"><is><t>${cell}</t></is></c>`).join("")}</row>`)
    .join("");
}
