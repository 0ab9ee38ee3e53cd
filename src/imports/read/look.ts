import { isUtf8 } from "node:buffer";
import { unreadable } from "../reasons.ts";

export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";
export type Look = { format: "text"; encoding: Encoding; bomBytes: number } | { format: "zip" };

/** What a file is by its first bytes, whatever it is called; what is no table at all is refused here with its own sentence. */
export function lookAt(head: Buffer): Look {
  if (head.length === 0) throw unreadable("file_empty");
  const begins = (...bytes: number[]) => bytes.every((byte, index) => head[index] === byte);
  if (begins(0x50, 0x4b, 0x03, 0x04)) return { format: "zip" };
  if (begins(0x50, 0x4b, 0x05, 0x06)) throw unreadable("file_is_archive");
  if (begins(0x25, 0x50, 0x44, 0x46)) throw unreadable("file_is_pdf");
  if (begins(0xd0, 0xcf, 0x11, 0xe0)) throw unreadable(isEncrypted(head) ? "file_is_encrypted" : "file_is_old_excel");
  if (isImage(head)) throw unreadable("file_is_image");
  if (isArchive(head)) throw unreadable("file_is_archive");
  const { encoding, bomBytes } = encodingOf(head);
  const text = textOf(head.subarray(bomBytes), encoding);
  refuseMarkup(text);
  if (text.trim() === "") throw unreadable("file_empty");
  if (isBinary(text)) throw unreadable("file_not_text");
  return { format: "text", encoding, bomBytes };
}

function isImage(head: Buffer): boolean {
  const latin = head.subarray(0, 16).toString("latin1");
  return (
    latin.startsWith("\x89PNG") ||
    latin.startsWith("\xff\xd8\xff") ||
    /^GIF8[79]a/.test(latin) ||
    /^(II\*\0|MM\0\*)/.test(latin) ||
    /^RIFF[^]{4}WEBP/.test(latin) ||
    /^BM[^]{4}\0\0\0\0/.test(latin) ||
    /^[^]{4}ftyp(hei|mif|avif)/.test(latin)
  );
}

function isArchive(head: Buffer): boolean {
  const latin = head.subarray(0, 8).toString("latin1");
  return (
    latin.startsWith("7z\xbc\xaf") ||
    latin.startsWith("Rar!") ||
    latin.startsWith("BZh") ||
    latin.startsWith("\xfd7zXZ") ||
    latin.startsWith("\x28\xb5\x2f\xfd") ||
    latin.startsWith("\x1f\x8b") ||
    head.subarray(257, 262).toString("latin1") === "ustar"
  );
}

/** The directory of an encrypted workbook names its streams in UTF-16. */
function isEncrypted(head: Buffer): boolean {
  return head.includes(Buffer.from("EncryptedPackage", "utf16le")) || head.includes(Buffer.from("EncryptionInfo", "utf16le"));
}

function encodingOf(head: Buffer): { encoding: Encoding; bomBytes: number } {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: "utf-8", bomBytes: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: "utf-16le", bomBytes: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: "utf-16be", bomBytes: 2 };
  const nuls = [0, 0];
  for (let index = 0; index < head.length; index += 1) if (head[index] === 0) nuls[index % 2]! += 1;
  const half = head.length / 2;
  // a table in letters of the West has a NUL in nearly every second byte; commas and line ends do even in other scripts
  if (nuls[1]! > half * 0.3 && nuls[0]! < half * 0.05) return { encoding: "utf-16le", bomBytes: 0 };
  if (nuls[0]! > half * 0.3 && nuls[1]! < half * 0.05) return { encoding: "utf-16be", bomBytes: 0 };
  return { encoding: isUtf8(wholeCharacters(head)) ? "utf-8" : "windows-1252", bomBytes: 0 };
}

/** Without the last character, which may have been cut in two. */
export function wholeCharacters(bytes: Buffer): Buffer {
  for (let back = 1; back <= Math.min(4, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) break;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back ? bytes.subarray(0, bytes.length - back) : bytes;
    }
  }
  return bytes;
}

export function textOf(bytes: Buffer, encoding: Encoding): string {
  return new TextDecoder(encoding).decode(bytes);
}

function refuseMarkup(text: string): void {
  const begin = text.slice(0, 2_000).trimStart().toLowerCase();
  if (/^(<!doctype html|<html|<table|<head|<body|<meta|<div)/.test(begin) || (begin.startsWith("<?xml") && begin.includes("<html")))
    throw unreadable("file_is_web_page");
  if (begin.startsWith("<?xml") || /^<[a-z][\w:-]*[\s>/]/.test(begin)) throw unreadable("file_is_xml");
  if (begin.startsWith("{\\rtf")) throw unreadable("file_not_text");
}

/** Tables have no control characters but tabs and line ends; a few NULs are an accident and are taken out. */
function isBinary(text: string): boolean {
  let controls = 0;
  let other = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 0) other += 1;
    else if ((code < 32 && code !== 9 && code !== 10 && code !== 13) || code === 0xfffd) controls += 1;
  }
  return controls > text.length * 0.02 || other > text.length * 0.3;
}
