import { api } from "./api.ts";

export function signIn(email: string, password: string): Promise<void> {
  return api.post("/api/sign-in", { email, password });
}

export function signOut(everywhere = false): Promise<void> {
  return api.post("/api/sign-out", { everywhere });
}

/** Ends the sessions on other devices. */
export function changePassword(current: string, password: string): Promise<void> {
  return api.post("/api/me/password", { current, password });
}
