/** A ZIP archive of one small text file, stored as it is: all that Shopware needs to take an app. After PKWARE's APPNOTE, 4.3. */
export function zipOf(name: string, text: string): Uint8Array<ArrayBuffer> {
  const path = new TextEncoder().encode(name);
  const data = new TextEncoder().encode(text);
  // version, flags (names are UTF-8), stored, 1980-01-01 00:00, checksum, size packed and unpacked, length of the name, no extra field
  const about = [
    u16(20),
    u16(0x0800),
    u16(0),
    u16(0),
    u16(0x21),
    u32(crc32(data)),
    u32(data.length),
    u32(data.length),
    u16(path.length),
    u16(0),
  ];
  const local = [u32(0x04034b50), ...about, path, data];
  // made by version; then: comment, disk, attributes, and where the file begins
  const entry = [u32(0x02014b50), u16(20), ...about, u16(0), u16(0), u16(0), u32(0), u32(0), path];
  const end = [u32(0x06054b50), u16(0), u16(0), u16(1), u16(1), u32(lengthOf(entry)), u32(lengthOf(local)), u16(0)];
  return joined([...local, ...entry, ...end]);
}

function u16(value: number): Uint8Array {
  return new Uint8Array([value & 0xff, value >>> 8]);
}

function u32(value: number): Uint8Array {
  return new Uint8Array([value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24]);
}

function lengthOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(lengthOf(parts));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The checksum of ZIP and Ethernet: ISO 3309, polynomial 0xEDB88320. */
function crc32(data: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
