import { limits } from "#base/limits.ts";
import { unreadable } from "../reasons.ts";
import type { SharedStrings } from "./shared-strings.ts";
import { readXml } from "./xml.ts";

/** `dates` by style. */
export type SheetContext = { texts: SharedStrings; dates: boolean[]; is1904: boolean };

/** What a person should know of a sheet. */
export type SheetMet = {
  rounded: number;
  roundedExample: string;
  errors: number;
  errorExample: string;
  merged: number;
  formulas: number;
};

/** Reads the rows of a sheet as text: dates in ISO, numbers as they would be typed, formulas by the value that was worked out. */
export async function readSheet(
  source: AsyncIterable<Buffer>,
  context: SheetContext,
  take: (cells: string[], line: number) => void,
): Promise<SheetMet> {
  const met: SheetMet = { rounded: 0, roundedExample: "", errors: 0, errorExample: "", merged: 0, formulas: 0 };
  let cells: string[] = [];
  let line = 0;
  let column = 0;
  let type = "n";
  let style = 0;
  let value = "";
  let isReading = false;
  let phonetic = 0;
  let rows = 0;

  await readXml(source, {
    open(name, attributes) {
      if (name === "row") {
        const told = Number(attributes["r"]);
        line = Number.isSafeInteger(told) && told > line ? told : line + 1;
        cells = [];
        column = 0;
      } else if (name === "c") {
        column = attributes["r"] ? columnOf(attributes["r"]) : column + 1;
        type = attributes["t"] ?? "n";
        style = Number(attributes["s"] ?? 0);
        value = "";
      } else if (name === "v") isReading = true;
      else if (name === "t") isReading = phonetic === 0;
      else if (name === "rPh") phonetic += 1;
      else if (name === "f") met.formulas += 1;
      else if (name === "mergeCell") met.merged += 1;
    },
    text(text) {
      if (isReading && value.length <= limits.importCellLength) value += text;
    },
    close(name) {
      if (name === "v" || name === "t") isReading = false;
      else if (name === "rPh") phonetic -= 1;
      else if (name === "c") {
        const text = value === "" ? "" : textOf(value, type, style, context, met);
        if (text === "") return;
        if (column > 16_384) throw unreadable("file_broken");
        while (cells.length < column - 1) cells.push("");
        cells[column - 1] = text;
      } else if (name === "row" && cells.length > 0) {
        rows += 1;
        if (rows > limits.importRows) throw unreadable("too_many_rows", { limit: limits.importRows });
        take(cells, line);
      }
    },
  });
  return met;
}

/** `AB12` is column 28. */
function columnOf(reference: string): number {
  let column = 0;
  for (let index = 0; index < reference.length; index += 1) {
    const code = reference.charCodeAt(index) & 0xdf;
    if (code < 65 || code > 90) break;
    column = column * 26 + code - 64;
  }
  return column;
}

function textOf(value: string, type: string, style: number, { texts, dates, is1904 }: SheetContext, met: SheetMet): string {
  if (type === "s") return texts.get(Number(value));
  if (type === "str" || type === "inlineStr" || type === "d") return unescaped(value);
  if (type === "b") return value === "1" ? "true" : "false";
  if (type === "e") {
    met.errors += 1;
    met.errorExample ||= value;
    return "";
  }
  const number = Number(value);
  if (!Number.isFinite(number)) return value;
  if (dates[style]) return dateText(number, is1904) ?? numberText(value, number, met);
  return numberText(value, number, met);
}

/** `_x000D_` is how the format writes a control character. */
function unescaped(text: string): string {
  return text.includes("_x") ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(parseInt(code, 16))) : text;
}

/** Excel keeps 15 digits; what lies beyond is the error of its arithmetic, or of a number that it has rounded. */
function numberText(value: string, number: number, met: SheetMet): string {
  if (Number.isInteger(number)) {
    if (Math.abs(number) < 1e15) return String(number);
    const text = BigInt(number).toString();
    met.rounded += 1;
    met.roundedExample ||= text;
    return /^-?\d+$/.test(value) ? value : text;
  }
  const text = number.toPrecision(15);
  const plain = text.includes("e") ? number.toFixed(20) : text;
  return plain.replace(/\.?0+$/, "");
}

function dateText(serial: number, is1904: boolean): string | undefined {
  if (serial < 0 || serial > 2_958_466) return undefined;
  let seconds = Math.round((serial % 1) * 86_400);
  let days = Math.floor(serial);
  if (seconds === 86_400) {
    seconds = 0;
    days += 1;
  }
  const clock = new Date(seconds * 1000).toISOString().slice(11, 19);
  if (days === 0 && !is1904) return clock;
  // day 60 is the 29 February 1900 that Excel believes in; days before it are one further on
  const shift = is1904 ? 1462 : days < 60 ? 1 : 0;
  const day = new Date(Date.UTC(1899, 11, 30) + (days + shift) * 86_400_000).toISOString().slice(0, 10);
  return seconds === 0 ? day : `${day} ${clock}`;
}
