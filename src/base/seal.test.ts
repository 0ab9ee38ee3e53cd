import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createSeal } from "./seal.ts";

describe("a seal", () => {
  const seal = createSeal(randomBytes(32));

  it("gives back what was sealed, and never the same writing twice", () => {
    for (const text of ["", "whsec_1", "Schlüssel ✓"]) {
      expect(seal.open(seal.seal(text))).toBe(text);
      expect(seal.seal(text)).not.toBe(seal.seal(text));
    }
  });

  it("refuses an altered text and another key", () => {
    const sealed = seal.seal("secret");
    const bytes = Buffer.from(sealed.slice(3), "base64url");
    for (let place = 0; place < bytes.length; place += 1) {
      const altered = Buffer.from(bytes);
      altered[place]! ^= 1;
      expect(() => seal.open(`v1.${altered.toString("base64url")}`)).toThrow();
    }
    expect(() => createSeal(randomBytes(32)).open(sealed)).toThrow();
    expect(() => seal.open("plain")).toThrow("no sealed text");
  });
});
