import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { compareCompanies, comparePeople, leastScore } from "./compare.ts";
import type { CompanyRecord, PersonRecord } from "./likeness.ts";

const person = (words: Partial<PersonRecord>): PersonRecord => ({
  id: "p",
  name: null,
  emails: [],
  phones: [],
  city: null,
  country: null,
  company: null,
  ...words,
});
const company = (name: string, ...domains: string[]): CompanyRecord => ({ id: "c", name, domains });
const kinds = ({ reasons }: { reasons: { kind: string }[] }) => reasons.map(({ kind }) => kind);

describe("two contacts", () => {
  test.each<[string, Partial<PersonRecord>, Partial<PersonRecord>, string[], boolean]>([
    ["one mailbox", { emails: ["a.da@gmail.com"] }, { emails: ["ada+x@googlemail.com"], name: "Ada König" }, ["email"], true],
    [
      "one phone, one name",
      { phones: ["01711234567"], name: "Ada König" },
      { phones: ["+491711234567"], name: "Koenig, Ada" },
      ["phone", "name"],
      true,
    ],
    [
      "one phone, two addresses",
      { phones: ["01711234567"], name: "Ada König", emails: ["ada@gmx.de"] },
      { phones: ["+491711234567"], name: "Ada König", emails: ["koenig@web.de"] },
      ["phone", "name"],
      false,
    ],
    ["a household's phone", { phones: ["030123456"], name: "Ada König" }, { phones: ["030123456"], name: "Max König" }, ["phone"], false],
    ["a mistyped domain", { emails: ["ada.koenig@gmail.com"] }, { emails: ["ada.koenig@gmial.com"] }, ["email_typo"], false],
    [
      "name and company",
      { name: "Ada König", company: "Hafen Kontor GmbH", emails: ["ada@hafen.example"] },
      { name: "Ada Koenig", company: "Hafen-Kontor", emails: ["ada.koenig@web.de"] },
      ["name", "company"],
      false,
    ],
    [
      "name and domain",
      { name: "Ada König", emails: ["ada@hafen.example"] },
      { name: "A. König", emails: ["a.koenig@hafen.example"] },
      ["name", "domain"],
      false,
    ],
    ["name and city", { name: "Ada König", city: "Kiel" }, { name: "König Ada", city: "KIEL" }, ["name", "city"], false],
  ])("%s", (_, a, b, reasons, sure) => {
    const result = comparePeople(person(a), person(b), "DE");
    expect(result.score).toBeGreaterThanOrEqual(leastScore);
    expect(kinds(result)).toEqual(reasons);
    expect(result.sure).toBe(sure);
  });

  test.each<[string, Partial<PersonRecord>, Partial<PersonRecord>]>([
    ["a name alone", { name: "Ada König" }, { name: "Ada König" }],
    ["colleagues", { name: "Anna Schmidt", company: "Hafen" }, { name: "Andre Schmidt", company: "Hafen" }],
    ["brother and sister", { name: "Julia Becker", city: "Kiel" }, { name: "Julian Becker", city: "Kiel" }],
    ["one local part at two providers", { emails: ["thomas.mueller@gmx.de"] }, { emails: ["thomas.mueller@web.de"] }],
    ["two companies' info", { emails: ["info@hafen-nord.example"] }, { emails: ["info@werft.example"] }],
    ["one company", { company: "Hafen" }, { company: "Hafen" }],
    ["nothing at all", {}, {}],
  ])("not: %s", (_, a, b) => expect(comparePeople(person(a), person(b), "DE").score).toBeLessThan(leastScore));

  it("is told in which fields both differ", () => {
    const a = person({
      name: "Ada König",
      emails: ["ada@gmail.com"],
      phones: ["0171123456"],
      company: "Hafen",
      city: "Kiel",
      country: "DE",
    });
    const b = person({
      name: "Max Brandt",
      emails: ["ada@gmail.com"],
      phones: ["0172987654"],
      company: "Werft",
      city: "Bonn",
      country: "Austria",
    });
    expect(comparePeople(a, b, "DE")).toMatchObject({ sure: false, conflicts: ["name", "phone", "company", "city", "country"] });
    expect(comparePeople(a, { ...a, city: "kiel", country: "Germany" }, "DE")).toMatchObject({ sure: true, conflicts: [] });
  });

  const some = <T>(values: T[]) => fc.option(fc.constantFrom(...values), { nil: null });
  const anybody = fc.record({
    id: fc.uuid(),
    name: some(["Ada König", "A. Koenig", "Max Brandt", "Ada"]),
    emails: fc.subarray(["ada@gmail.com", "a.da@gmail.com", "ada@gmial.com", "info@hafen.example", "info@hafem.example"]),
    phones: fc.subarray(["01711234567", "+491711234567", "1234567"]),
    city: some(["Kiel", "Bonn"]),
    country: some(["DE", "Austria"]),
    company: some(["Hafen GmbH", "Hafen AG", "Werft"]),
  });
  it("is compared the same both ways, and a score is a share", () => {
    fc.assert(
      fc.property(anybody, anybody, fc.constantFrom("DE", undefined), (a, b, home) => {
        const [there, back] = [comparePeople(a, b, home), comparePeople(b, a, home)];
        expect([back.score, back.sure, kinds(back)]).toEqual([there.score, there.sure, kinds(there)]);
        expect(there.score).toBeGreaterThanOrEqual(0);
        expect(there.score).toBeLessThan(1);
        if (there.sure) expect(there.conflicts).toEqual([]);
      }),
    );
  });
});

describe("two companies", () => {
  test.each<[CompanyRecord, CompanyRecord, string[]]>([
    [company("Hafen Kontor GmbH"), company("HAFEN-KONTOR"), ["company_form"]],
    [company("Hafen Kontor GmbH"), company("Hafen Kontor AG"), ["company_name"]],
    [company("Teehas Nord GmbH"), company("Teehaus Nord GmbH"), ["company_name"]],
    [company("Hafen", "hafen.example"), company("Kontor am Kai", "hafen.example"), ["domain"]],
  ])("$0.name and $1.name", (a, b, reasons) => {
    expect(compareCompanies(a, b).score).toBeGreaterThanOrEqual(leastScore);
    expect(kinds(compareCompanies(a, b))).toEqual(reasons);
    expect(compareCompanies(b, a)).toEqual(compareCompanies(a, b));
  });

  test.each([
    [company("Teehaus Nord"), company("Teehaus Süd")],
    [company("Filiale 12"), company("Filiale 13")],
    [company("Hafen", "hafen.example"), company("Werft", "werft.example")],
  ])("not: $0.name and $1.name", (a, b) => expect(compareCompanies(a, b).score).toBeLessThan(leastScore));
});
