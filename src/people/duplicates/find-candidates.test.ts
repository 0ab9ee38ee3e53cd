import { sql } from "kysely";
import { beforeAll, describe, expect, it } from "vitest";
import { newId } from "#base/ids.ts";
import type { Tx } from "#base/postgres/database.ts";
import { useDatabase } from "#test/database.ts";
import { findCandidates } from "./find-candidates.ts";
import { countDuplicates, listDuplicates } from "./list.ts";
import { keepApart, setAside } from "./set-aside.ts";
import { sweepSome } from "./worker.ts";

type Person = { name: string; email?: string; phone?: string; city?: string; company?: string };

const by = { actorId: null };

describe("the search for duplicates", () => {
  const store = useDatabase();
  let workspaceId: string;
  const inside = <T>(work: (tx: Tx) => Promise<T>, workspace = workspaceId) => store.db.inWorkspace(workspace, work);

  async function buildWorkspace(): Promise<string> {
    const id = newId();
    await store.db.inSystem((tx) =>
      tx.query(
        sql`insert into workspace (id, name, kind, currency, time_zone, language) values (${id}, 'Shop', 'own', 'EUR', 'Europe/Berlin', 'de')`,
      ),
    );
    return id;
  }

  beforeAll(async () => {
    workspaceId = await buildWorkspace();
  });

  it("finds the planted among thousands of near misses", async () => {
    const { people, planted } = crowd();
    const ids = await inside((tx) => insertPeople(tx, people));
    await inside((tx) => findCandidates(tx, ids));
    const wanted = new Set(planted.map(([a, b]) => [ids[a]!, ids[b]!].sort().join(" ")));
    const found = await inside(async (tx) => {
      const { pairs } = await listDuplicates(tx, { kind: "contact", state: "open", offset: 0, limit: 5_000 });
      return pairs.map(({ one, other, score }) => ({ key: `${one.id} ${other.id}`, score, names: [one.name, other.name] }));
    });
    const right = found.filter(({ key }) => wanted.has(key)).length;
    const recall = right / wanted.size;
    const precision = right / found.length;
    expect(people.length).toBeGreaterThan(4_000);
    expect({ recall, missed: missed() }).toEqual({ recall: expect.toSatisfy((share: number) => share >= 0.97), missed: expect.anything() });
    expect({ precision, wrong: found.filter(({ key }) => !wanted.has(key)).slice(0, 10) }).toEqual({
      precision: expect.toSatisfy((share: number) => share >= 0.9),
      wrong: expect.anything(),
    });

    function missed(): string[] {
      const keys = new Set(found.map(({ key }) => key));
      const at = new Map(ids.map((id, index) => [id, people[index]!]));
      return [...wanted]
        .filter((key) => !keys.has(key))
        .map((key) =>
          key
            .split(" ")
            .map((id) => JSON.stringify(at.get(id)))
            .join(" "),
        );
    }
  }, 120_000);

  it("finds the same whether all at once, one by one, or by the sweep", async () => {
    const { people } = crowd(12);
    const some = people.slice(-400);
    const results: string[][] = [];
    for (const way of ["once", "single", "sweep"]) {
      const workspace = await buildWorkspace();
      const ids = await inside((tx) => insertPeople(tx, some), workspace);
      if (way === "once") await inside((tx) => findCandidates(tx, ids), workspace);
      if (way === "single") for (const id of ids) await inside((tx) => findCandidates(tx, [id]), workspace);
      if (way === "sweep") {
        await inside(
          (tx) =>
            tx.query(
              sql`insert into duplicate_search (workspace_id, seq, sweep, sweep_after) values (${workspace}, 0, 'contact', '00000000-0000-0000-0000-000000000000')`,
            ),
          workspace,
        );
        while (await inside(sweepSome, workspace));
      }
      const index = new Map(ids.map((id, at) => [id, at]));
      const { pairs } = await inside((tx) => listDuplicates(tx, { kind: "contact", state: "open", offset: 0, limit: 5_000 }), workspace);
      results.push(pairs.map(({ one, other }) => [index.get(one.id)!, index.get(other.id)!].sort((a, b) => a - b).join(" ")).sort());
      expect((await inside(countDuplicates, workspace)).searching).toBe(false);
    }
    expect(results[0]!.length).toBeGreaterThan(20);
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  }, 60_000);

  it("never compares across workspaces", async () => {
    const [here, there] = [await buildWorkspace(), await buildWorkspace()];
    const twin = { name: "Ada König", phone: "01711234567", company: "Hafen Kontor GmbH", city: "Kiel" };
    for (const workspace of [here, there]) {
      const ids = await inside((tx) => insertPeople(tx, [twin]), workspace);
      await inside((tx) => findCandidates(tx, ids), workspace);
    }
    for (const workspace of [here, there]) expect(await inside(countDuplicates, workspace)).toMatchObject({ contacts: 0, companies: 0 });
    const [alike] = await inside(
      (tx) =>
        tx.query<{ count: number }>(
          sql`select count(*) as count from find_alike('contact', array[gen_random_uuid()], array['ada konig hafen kontor'], 10)`,
        ),
      here,
    );
    expect(alike!.count).toBe(1);
  });

  it("proposes a pair that was set aside never again, whoever they have become", async () => {
    const workspace = await buildWorkspace();
    const ada = { name: "Ada König", phone: "01711234567" };
    const [a, b, c] = (await inside(
      (tx) => insertPeople(tx, [ada, { ...ada, phone: "+49 171 1234567" }, { ...ada, phone: "0049171 1234567" }]),
      workspace,
    )) as [string, string, string];
    await inside((tx) => findCandidates(tx, [a, b, c]), workspace);
    expect(await open(workspace)).toHaveLength(3);
    await inside((tx) => setAside(tx, { kind: "contact", id: b, otherId: a }, by), workspace);
    await change(workspace, a, "Ada Koenig");
    await inside((tx) => findCandidates(tx, [a, b, c]), workspace);
    expect(await open(workspace)).toEqual([pairOf(a, c), pairOf(b, c)].sort());
    // c goes up in b: what was said of a and b counts for what was c, too
    await inside((tx) => tx.query(sql`update contact set merged_into = ${b} where workspace_id = ${workspace} and id = ${c}`), workspace);
    await change(workspace, b, "Ada-Maria König");
    await inside((tx) => findCandidates(tx, [c, b, a], { again: true }), workspace);
    expect(await open(workspace)).toEqual([]);
    // and the other way round: b, with whom c was never compared, goes up in a new contact
    const [d] = (await inside((tx) => insertPeople(tx, [{ ...ada, phone: "0171-1234567" }]), workspace)) as [string];
    await inside((tx) => tx.query(sql`update contact set merged_into = ${d} where workspace_id = ${workspace} and id = ${b}`), workspace);
    await inside((tx) => findCandidates(tx, [b, d, a], { again: true }), workspace);
    expect(await open(workspace)).toEqual([]);
  });

  it("drops a pair that is no longer alike, and one of which nobody is left", async () => {
    const workspace = await buildWorkspace();
    const [a, b, c] = (await inside(
      (tx) =>
        insertPeople(tx, [
          { name: "Ada König", company: "Hafen GmbH" },
          { name: "Ada König", company: "Hafen" },
          { name: "Koenig, Ada", company: "HAFEN AG" },
        ]),
      workspace,
    )) as [string, string, string];
    await inside((tx) => findCandidates(tx, [a, b, c]), workspace);
    expect(await open(workspace)).toHaveLength(3);
    await change(workspace, a, "Zoe Brandt");
    await inside((tx) => findCandidates(tx, [a]), workspace);
    expect(await open(workspace)).toEqual([pairOf(b, c)]);
    await inside((tx) => tx.query(sql`update contact set merged_into = ${b} where workspace_id = ${workspace} and id = ${c}`), workspace);
    expect(await open(workspace)).toEqual([]); // at once, not only when the search comes round
    await inside((tx) => findCandidates(tx, [c]), workspace);
    const [left] = await inside((tx) => tx.query<{ n: number }>(sql`select count(*) as n from likeness where id = ${c}`), workspace);
    expect(left!.n).toBe(0);
  });

  it("finds companies by name and by domain, and keeps those apart that a person told apart", async () => {
    const workspace = await buildWorkspace();
    const ids = await inside(
      (tx) =>
        insertPeople(tx, [
          { name: "A One", company: "Hafen Kontor GmbH", email: "one@hafen.example" },
          { name: "B Two", company: "Hafen-Kontor", email: "two@gmail.com" },
          { name: "C Three", company: "Kontor am Kai", email: "three@hafen.example" },
          { name: "D Four", company: "Teehaus Nord", email: "four@gmail.com" },
          { name: "E Five", company: "Teehaus Süd", email: "five@gmail.com" },
        ]),
      workspace,
    );
    await inside((tx) => findCandidates(tx, ids), workspace);
    const names = async () => {
      const { pairs } = await inside((tx) => listDuplicates(tx, { kind: "company", state: "open", offset: 0, limit: 50 }), workspace);
      return pairs.map(({ one, other, reasons }) => [[one.name, other.name].sort().join(" + "), reasons.map(({ kind }) => kind)]);
    };
    expect(await names()).toEqual([
      ["Hafen Kontor GmbH + Hafen-Kontor", ["company_form"]],
      ["Hafen Kontor GmbH + Kontor am Kai", ["domain"]],
    ]);
    const { pairs } = await inside((tx) => listDuplicates(tx, { kind: "company", state: "open", offset: 0, limit: 1 }), workspace);
    await inside((tx) => keepApart(tx, { kind: "company", id: pairs[0]!.one.id, otherId: pairs[0]!.other.id }, by), workspace);
    await inside((tx) => findCandidates(tx, ids, { again: true }), workspace);
    expect(await names()).toEqual([["Hafen Kontor GmbH + Kontor am Kai", ["domain"]]]);
  });

  it("asks an index for every look-up", async () => {
    const plan = async (statement: ReturnType<typeof sql>) =>
      (await inside((tx) => tx.query<{ "QUERY PLAN": string }>(sql`explain ${statement}`))).map((row) => row["QUERY PLAN"]).join("\n");
    await store.db.inSystem((tx) => tx.query(sql`analyze likeness_key, duplicate_pair, likeness`));
    expect(await plan(sql`select id from likeness_key where workspace_id = ${workspaceId} and key = 'e:ada@gmail.com' limit 51`)).toContain(
      "likeness_key_pkey",
    );
    expect(
      await plan(
        sql`select 1 from duplicate_pair where workspace_id = ${workspaceId} and kind = 'contact' and set_aside_at is null order by score desc, one_id, other_id limit 50`,
      ),
    ).toContain("duplicate_pair_open");
  });

  async function open(workspace: string): Promise<string[]> {
    const { pairs } = await inside((tx) => listDuplicates(tx, { kind: "contact", state: "open", offset: 0, limit: 50 }), workspace);
    return pairs.map(({ one, other }) => pairOf(one.id, other.id)).sort();
  }

  function change(workspace: string, id: string, name: string): Promise<unknown> {
    return inside((tx) => tx.query(sql`update contact set name = ${name} where workspace_id = ${workspace} and id = ${id}`), workspace);
  }
});

function pairOf(a: string, b: string): string {
  return [a, b].sort().join(" ");
}

async function insertPeople(tx: Tx, people: readonly Person[]): Promise<string[]> {
  const wire = people.map((person) => ({ id: newId(), ...person }));
  const companies = [...new Set(people.flatMap(({ company }) => company ?? []))].map((name) => ({ id: newId(), name }));
  await tx.query(sql`
    insert into company (workspace_id, id, name, external_key, created_at)
    select ${tx.workspaceId}, r.id, r.name, 'n:' || lower(r.name), now() from json_to_recordset(${JSON.stringify(companies)}::json) as r (id uuid, name text)
  `);
  await tx.query(sql`
    insert into contact (workspace_id, id, name, email, phone, city, company_id, lead_at, first_seen_at, last_seen_at)
    select ${tx.workspaceId}, r.id, r.name, r.email, r.phone, r.city, (select c.id from company c where c.workspace_id = ${tx.workspaceId} and c.name = r.company), now(), now(), now()
    from json_to_recordset(${JSON.stringify(wire)}::json) as r (id uuid, name text, email text, phone text, city text, company text)
  `);
  return wire.map(({ id }) => id);
}

const first =
  "Anna Andre Bernd Britta Carla Claus Daniel Daniela Elke Emil Frank Franka Gerda Gregor Hanna Hannes Ida Ilja Jan Jana Julia Julian Karl Karla Lena Leon Maria Mario Nina Nils Olga Otto Paul Paula Rita Ralf Sven Svenja Tom Tina".split(
    " ",
  );
const last =
  "Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Koch Richter Klein Wolf Schröder Neumann Schwarz Braun Zimmermann Krüger Hartmann Lange Krause Lehmann Köhler Maier Huber Kaiser Fuchs Peters Lang Scholz Möller Weiß Jung Hahn Vogel Friedrich Keller Günther".split(
    " ",
  );
const cities = "Berlin Hamburg München Köln Frankfurt Leipzig Dresden Bremen Kiel Bonn Ulm Trier Essen Jena Mainz".split(" ");
const providers = ["gmail.com", "gmx.de", "web.de", "t-online.de", "outlook.com"];

/**
 * People who share family names, first names, companies, cities, local parts and beginnings of phone numbers, yet are all different; and
 * among them `each` pairs of each kind of duplicate.
 */
function crowd(each = 25): { people: Person[]; planted: [number, number][] } {
  const people: Person[] = [];
  const planted: [number, number][] = [];
  let number = 0;
  const plain = (text: string) =>
    text.toLowerCase().replaceAll("ü", "ue").replaceAll("ö", "oe").replaceAll("ä", "ae").replaceAll("ß", "ss");
  for (const [f, given] of first.entries()) {
    for (const [l, family] of last.entries()) {
      number += 1;
      const mobile = `0171 ${String(2_000_000 + number * 37).padStart(7, "0")}`;
      const email = `${plain(given)}.${plain(family)}@${providers[(f + l) % providers.length]}`;
      people.push({ name: `${given} ${family}`, email, phone: mobile, city: cities[(f * 7 + l) % cities.length]! });
      people.push({
        name: `${given} ${family}`,
        email: `${plain(given)[0]}${l}${f}@firma-${l % 9}.example`,
        company: `${last[(l * 3 + f) % last.length]} ${["Handel", "Bau", "Logistik", "Technik", "Verlag"][f % 5]} ${cities[(f + l) % cities.length]} GmbH`,
      });
      if (l % 2 === 0)
        people.push({
          name: `${first[(f + 11) % first.length]} ${family}`,
          email: `info@${plain(family)}-${f}.example`,
          phone: mobile.replace(/.$/, "x").replace("x", String((number + 5) % 10)) + "9",
        });
    }
  }
  const plant = (one: Person, other: Person) => {
    planted.push([people.length, people.length + 1]);
    people.push(one, other);
  };
  const nameOf = (n: number, kind: number) =>
    `${first[(n * 3 + kind * 7) % first.length]}${"aeiou"[n % 5]}x ${last[(n * 7 + kind * 11) % last.length]}berg${["", "er", "us", "in", "ow", "ek"][kind]}`;
  const companyOf = (n: number, kind: number) =>
    `${["Zunft", "Werft"][kind % 2]} ${String.fromCodePoint(65 + (n % 26))}${"xyz"[n % 3]}olin ${last[(n + kind * 5) % last.length]}`;
  for (let n = 0; n < each; n += 1) {
    const [mailbox, mobile, typo, employee, mistyped, resident] = [0, 1, 2, 3, 4, 5].map((kind) => nameOf(n, kind)) as [
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    const localOf = (name: string) => plain(name).replace(" ", ".");
    plant(
      { name: mailbox, email: `${localOf(mailbox)}@gmail.com` },
      { name: mailbox.toUpperCase(), email: `${localOf(mailbox).replace(".", "")}+shop@googlemail.com` },
    );
    plant(
      { name: mobile, phone: `0160 ${9_000_000 + n * 131}` },
      { name: mobile.split(" ").toReversed().join(", "), phone: `+49 (0)160 ${9_000_000 + n * 131}` },
    );
    plant({ name: typo, email: `${localOf(typo)}@hotmail.com` }, { name: typo, email: `${localOf(typo)}@hotmial.com` });
    plant({ name: employee, company: `${companyOf(n, 0)} GmbH` }, { name: plain(employee), company: companyOf(n, 0).replace(" ", "-") });
    plant(
      { name: mistyped, company: `${companyOf(n, 1)} AG` },
      { name: mistyped.replace("berg", "breg"), company: companyOf(n, 1).replace("Werft", "Wertf") },
    );
    plant({ name: resident, city: `Bad ${cities[n % cities.length]}` }, { name: resident, city: `bad ${cities[n % cities.length]}` });
  }
  return { people, planted };
}
