import { api } from "./api.ts";

/** The addresses of the sign-in library on the server. */
export function signIn(email: string, password: string): Promise<void> {
  return api.post("/api/auth/sign-in/email", { email, password });
}

export async function signOut(everywhere = false): Promise<void> {
  if (everywhere) await api.post("/api/auth/revoke-sessions");
  await api.post("/api/auth/sign-out");
}

export function changePassword(currentPassword: string, newPassword: string, signOutOthers: boolean): Promise<void> {
  return api.post("/api/auth/change-password", { currentPassword, newPassword, revokeOtherSessions: signOutOthers });
}
