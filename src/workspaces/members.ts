import type { Tx } from "#base/postgres/database.ts";
import { refuse } from "#base/refusal.ts";
import type { Role } from "./contract.ts";
import { lockMembers, setRemoved, setRole, type Member } from "./queries.ts";

/** Gives a member another role; the last owner keeps theirs. */
export async function changeRole(tx: Tx, userId: string, role: Role): Promise<void> {
  const members = await lockMembers(tx);
  const member = memberOf(members, userId);
  if (member.role === "owner" && role !== "owner") assertOtherOwner(members, userId);
  await setRole(tx, userId, role);
}

/** Lets a member in no more; what they did keeps their name. The last owner stays. */
export async function removeMember(tx: Tx, userId: string): Promise<void> {
  const members = await lockMembers(tx);
  if (memberOf(members, userId).role === "owner") assertOtherOwner(members, userId);
  await setRemoved(tx, userId);
}

function memberOf(members: readonly Member[], userId: string): Member {
  const member = members.find((candidate) => candidate.userId === userId);
  if (!member) throw refuse("missing", "member_not_found");
  return member;
}

function assertOtherOwner(members: readonly Member[], userId: string): void {
  if (!members.some((member) => member.role === "owner" && member.userId !== userId)) throw refuse("conflict", "last_owner");
}
