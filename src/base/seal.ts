import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

/** Locks texts that must be readable again (secrets of webhooks) so that a copy of the database alone does not give them away. */
export type Seal = {
  seal(text: string): string;
  /** Throws where the text was not sealed with this key or was altered. */
  open(sealed: string): string;
};

const algorithm = "aes-256-gcm";
const mark = "v1.";

/** A seal over a key of 32 bytes: AES-256-GCM, a fresh nonce each time, written as `v1.` and base64url of nonce, tag and text. */
export function createSeal(key: Buffer): Seal {
  if (key.length !== 32) throw new Error(`A seal needs a key of 32 bytes, not ${key.length}.`);
  return {
    seal(text) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv(algorithm, key, nonce);
      const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return mark + Buffer.concat([nonce, cipher.getAuthTag(), body]).toString("base64url");
    },
    open(sealed) {
      const bytes = Buffer.from(sealed.slice(mark.length), "base64url");
      if (!sealed.startsWith(mark) || bytes.length < 28) throw new Error("This is no sealed text.");
      const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, 12));
      decipher.setAuthTag(bytes.subarray(12, 28));
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8");
    },
  };
}
