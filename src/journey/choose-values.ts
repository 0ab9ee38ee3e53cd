import { sql } from "kysely";
import { newId } from "#base/ids.ts";
import { append } from "#ledger/append.ts";
import { lastSeq } from "#ledger/read.ts";
import { contactSnapshot, say, type Contact, type ProfileField } from "#people/contact.ts";
import { choiceFields, type ChoiceField } from "#people/duplicates/contract.ts";
import type { PersonCause } from "#workspaces/http.ts";
import { snapshotText, type World } from "./world.ts";

/** Whose value of a field stays: that of the contact that stays, or of the other. */
export type Choices = Partial<Record<ChoiceField, "this" | "other" | undefined>>;

/**
 * What a person chose to stay when joining two. It is said under a key of its own that lives as long as the merge: when the merge is
 * taken back, the key goes, and with it what was said. Call it right after `merge`.
 */
export async function chooseValues(
  world: World,
  before: { into: Contact; from: Contact },
  choices: Choices,
  by: PersonCause,
): Promise<void> {
  const { tx, people } = world;
  const contact = people.contacts.get(before.into.id)!;
  const said: Partial<Record<ProfileField, string>> = {};
  for (const field of choiceFields) {
    const side = choices[field] === "other" ? before.from : choices[field] === "this" ? before.into : undefined;
    const value = side && (field === "company" ? await companyOf(world, side) : side.profile[field]?.[0]);
    if (!side || !value) continue;
    if (field === "company") contact.companyId = side.companyId ?? contact.companyId;
    if (contact.profile[field]?.[0] !== value) said[field] = value;
  }
  if (Object.keys(said).length === 0) return;
  const choice = `j:${newId()}`;
  people.identities.set(choice, { key: choice, contactId: contact.id, pinned: false });
  people.changedKeys.add(choice);
  people.merges.at(-1)!.choice = choice;
  const seq = (await lastSeq(tx)) + 1;
  for (const [field, value] of Object.entries(said)) say(contact, field as ProfileField, value, by.at, String(seq));
  await append(tx, [
    {
      type: "contact.recorded",
      at: by.at,
      subject: choice,
      contactId: contact.id,
      cause: by.cause,
      actorId: by.actorId,
      data: { said, contact: contactSnapshot(contact) },
    },
  ]);
  world.snapshots.set(contact.id, snapshotText(contact));
}

async function companyOf({ tx }: World, { companyId, profile }: Contact): Promise<string | undefined> {
  if (companyId === null) return profile.company?.[0];
  const [row] = await tx.query<{ name: string }>(
    sql`select name from company where workspace_id = ${tx.workspaceId} and id = ${companyId}`,
  );
  return row?.name;
}
