import { sql } from "kysely";
import type { Queryable } from "#base/postgres/database.ts";
import type { Person } from "./sign-in.ts";

/** A person with a password, as better-auth keeps them: one row of who, one of how they prove it. */
export async function insertPerson(tx: Queryable, person: Person, passwordHash: string): Promise<void> {
  await tx.query(sql`
    insert into person (id, name, email, "emailVerified", "createdAt", "updatedAt")
    values (${person.id}, ${person.name}, ${person.email}, true, now(), now())
  `);
  await tx.query(sql`
    insert into person_account (id, "accountId", "providerId", "userId", password, "createdAt", "updatedAt")
    values (${person.id}, ${person.id}, 'credential', ${person.id}, ${passwordHash}, now(), now())
  `);
}

export async function findPerson(tx: Queryable, email: string): Promise<Person | undefined> {
  const [row] = await tx.query<Person>(sql`select id, name, email from person where email = ${email}`);
  return row;
}

/** The name travels to every workspace the person works in. */
export async function renamePerson(tx: Queryable, id: string, name: string): Promise<void> {
  await tx.query(sql`update person set name = ${name}, "updatedAt" = now() where id = ${id}`);
  await tx.query(sql`update member set name = ${name} where user_id = ${id}`);
}
