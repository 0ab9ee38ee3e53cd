import { crc32 } from "node:zlib";
import { expect, test } from "vitest";
import { appName } from "#intake/shopware-app.ts";
import { translate } from "#intake/sources/translate.ts";
import { manifestOf, manifestPath } from "./shopware-app.ts";
import { zipOf } from "./zip.ts";

const manifest = manifestOf("https://sluice.example/hooks/shopware/1?a&b", 'se<cr">et');
const all = (pattern: RegExp) => [...manifest.matchAll(pattern)].map((found) => found[1]!);

test("the manifest has the name that the proof is made with, and its texts escaped", () => {
  expect(all(/<name>(.*?)<\/name>/g)).toEqual([appName]);
  expect(manifestPath).toBe(`${appName}/manifest.xml`);
  expect(all(/<registrationUrl>(.*?)</g)).toEqual(["https://sluice.example/hooks/shopware/1?a&amp;b/register"]);
  expect(all(/<secret>(.*?)<\/secret>/g)).toEqual(["se&lt;cr&quot;&gt;et"]);
});

test("each event it subscribes to is one that Sluice reads, under a name of its own", () => {
  const events = all(/ event="(.*?)"/g);
  expect(events.length).toBeGreaterThan(15);
  expect(new Set(all(/<webhook name="(.*?)"/g)).size).toBe(events.length);
  for (const kind of events) {
    const body = JSON.stringify({ data: { event: kind, payload: {} } });
    const result = translate("shopware", { kind, body, externalId: "e", receivedAtMs: Date.now(), skewMs: 0, currency: "EUR" });
    // nothing is in it here, but it was looked for
    expect("refused" in result || ("ignored" in result && result.ignored === "refund_without_amount"), kind).toBe(true);
  }
});

test("the archive says where its one file is, how long it is and what it sums up to", () => {
  const zip = Buffer.from(zipOf("Ä/manifest.xml", "Übergröße"));
  const end = zip.length - 22;
  expect(zip.readUInt32LE(end)).toBe(0x06054b50);
  expect([zip.readUInt16LE(end + 8), zip.readUInt16LE(end + 10)]).toEqual([1, 1]);
  const [size, entry] = [zip.readUInt32LE(end + 12), zip.readUInt32LE(end + 16)];
  expect(entry + size).toBe(end);
  expect(zip.readUInt32LE(entry)).toBe(0x02014b50);
  const content = Buffer.from("Übergröße");
  for (const [at, signature] of [
    [0, 0x04034b50],
    [entry + 2, undefined],
  ] as const) {
    if (signature !== undefined) expect(zip.readUInt32LE(at)).toBe(signature);
    expect(zip.readUInt32LE(at + 14)).toBe(crc32(content));
    expect([zip.readUInt32LE(at + 18), zip.readUInt32LE(at + 22)]).toEqual([content.length, content.length]);
    expect(zip.readUInt16LE(at + 26)).toBe(Buffer.byteLength("Ä/manifest.xml"));
  }
  expect(zip.subarray(30, entry).toString()).toBe("Ä/manifest.xmlÜbergröße");
  expect(zip.subarray(entry + 46, end).toString()).toBe("Ä/manifest.xml");
});
