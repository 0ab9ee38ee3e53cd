import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { now } from "#base/clock.ts";
import type { House } from "#workspaces/http.ts";
import type { Keys } from "./keys.ts";

/** `start`: the one-time link was opened in this browser. `guest`: this browser may look around in the demo shop. */
export type Pass = "start" | "guest";

const validMs: Record<Pass, number> = { start: 86_400_000, guest: 90 * 86_400_000 };

/** Passes are sealed cookies: nothing of them is stored, and a start pass is worth nothing once somebody owns this Sluice. */
export function givePass(c: Context<House>, keys: Keys, pass: Pass): void {
  const expires = now() + validMs[pass];
  setCookie(c, name(keys, pass), keys.seal.seal(`${pass} ${expires}`), {
    httpOnly: true,
    sameSite: "Lax",
    path: "/",
    expires: new Date(expires),
    secure: c.get("config").publicUrl.startsWith("https:"),
  });
}

export function hasPass(c: Context<House>, keys: Keys, pass: Pass): boolean {
  const cookie = getCookie(c, name(keys, pass));
  if (!cookie) return false;
  try {
    const [which, expires] = keys.seal.open(cookie).split(" ");
    return which === pass && Number(expires) > now();
  } catch {
    return false;
  }
}

export function takePass(c: Context<House>, keys: Keys, pass: Pass): void {
  deleteCookie(c, name(keys, pass), { path: "/" });
}

function name(keys: Keys, pass: Pass): string {
  return `${keys.cookiePrefix}.${pass}`;
}
