import { pino, type Logger } from "pino";

export type Log = Logger;

/** Keys whose values are never written, at any of the depths that our log lines have. */
const secretKeys = [
  "authorization",
  "cookie",
  "password",
  "secret",
  "token",
  "writeKey",
  "apiKey",
  "databaseUrl",
  "x-shopify-hmac-sha256",
  "x-wc-webhook-signature",
];

export function createLog(level: string, destination?: { write(line: string): void }): Log {
  const options = {
    level,
    base: undefined,
    redact: { paths: secretKeys.flatMap((key) => [`["${key}"]`, `*["${key}"]`, `*.*["${key}"]`]), censor: "[secret]" },
  };
  return destination ? pino(options, destination) : pino(options);
}
