import { parse } from "lossless-json";

/** Any JSON object as it came; what is in it is not known until read. */
export type Json = Readonly<Record<string, unknown>>;

const none: Json = Object.freeze({});
const longNumber = /\d{16}/;

/**
 * Parses JSON without rounding: a number of 16 or more digits, which a float cannot hold, comes as its text.
 * Undefined when it is no JSON, or nested deeper than the stack.
 */
export function parseJson(text: string): unknown {
  try {
    const plain: unknown = JSON.parse(text);
    return longNumber.test(text) ? parse(text, null, { parseNumber: keepDigits, onDuplicateKey: ({ newValue }) => newValue }) : plain;
  } catch {
    return undefined;
  }
}

function keepDigits(digits: string): string | number {
  return longNumber.test(digits) ? digits : Number(digits);
}

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value if it is an object, else an empty one, so that reading goes on. */
export function objectOf(value: unknown): Json {
  return isObject(value) ? value : none;
}

/** The objects of a list, at most `max`. */
export function objectsOf(value: unknown, max = 500): Json[] {
  return Array.isArray(value) ? value.slice(0, max).filter(isObject) : [];
}
