import { SaxesParser } from "saxes";
import { unreadable } from "../reasons.ts";

export type XmlEvents = {
  open(name: string, attributes: Record<string, string>): void;
  close(name: string): void;
  text?(text: string): void;
};

/** More text than this without a tag is no workbook, but a way to fill the memory. */
const mostText = 32 * 1024 ** 2;

/** Streams XML through; names come without their prefix. Only the five entities of XML itself are known. */
export async function readXml(source: AsyncIterable<Buffer>, events: XmlEvents): Promise<void> {
  const parser = new SaxesParser({ xmlns: false, position: false });
  let quietBytes = 0;
  parser.on("opentag", ({ name, attributes }) => {
    quietBytes = 0;
    events.open(local(name), attributes as Record<string, string>);
  });
  parser.on("closetag", ({ name }) => {
    quietBytes = 0;
    events.close(local(name));
  });
  if (events.text) {
    parser.on("text", (text) => events.text!(text));
    parser.on("cdata", (text) => events.text!(text));
  }
  parser.on("error", () => {
    throw unreadable("file_broken");
  });
  const decoder = new TextDecoder();
  for await (const chunk of source) {
    quietBytes += chunk.length;
    parser.write(decoder.decode(chunk, { stream: true }));
    if (quietBytes > mostText) throw unreadable("file_broken");
  }
  parser.write(decoder.decode()).close();
}

export async function* oneChunk(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

function local(name: string): string {
  const colon = name.indexOf(":");
  return colon === -1 ? name : name.slice(colon + 1);
}
