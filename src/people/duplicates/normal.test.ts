import fc from "fast-check";
import { sql } from "kysely";
import { describe, expect, it, test } from "vitest";
import { useDatabase } from "#test/database.ts";
import { companyLikeness, companyName } from "./company-name.ts";
import { countryCode, homeCountry } from "./country.ts";
import { emailKey, isTypoOf, ownDomain } from "./email.ts";
import { fold } from "./fold.ts";
import { nameLikeness, nameWords } from "./person-name.ts";
import { phoneKey } from "./phone.ts";
import { similarity, typos, wordLikeness } from "./trigram.ts";

const word = fc.string({ unit: "grapheme", maxLength: 12 });
const text = fc
  .array(fc.oneof(word, fc.constantFrom("König", "Straße", "O'Brien", "Æther", "GmbH", "12", "Jürgen")), { maxLength: 5 })
  .map((words) => words.join(" "));

describe("fold", () => {
  test.each([
    ["Jürgen GROß", "jurgen gross"],
    ["Juergen Gross", "jurgen gross"],
    ["Søren Łukasz Þór", "soren lukasz thor"],
    ["O'Brien-Smith", "obrien smith"],
    ["  Ada\tLovelace ", "ada lovelace"],
    ["Müller & Söhne", "muller sohne"],
    ["Ｆｕｌｌｗｉｄｔｈ", "fullwidth"],
    ["", ""],
  ])("%s → %s", (from, to) => expect(fold(from).join(" ")).toBe(to));

  it("changes nothing when done twice", () => {
    fc.assert(
      fc.property(text, (any) => {
        expect(fold(fold(any).join(" "))).toEqual(fold(any));
      }),
    );
  });
});

describe("mailboxes", () => {
  test.each([
    ["Ada.Lovelace+shop@GoogleMail.com", "adalovelace@gmail.com"],
    ["adalovelace@gmail.com", "adalovelace@gmail.com"],
    ["ada+tee@outlook.com", "ada@outlook.com"],
    ["ada.l@outlook.com", "ada.l@outlook.com"],
    ["a.d.a@proton.me", "ada@proton.me"],
    ["ada@mac.com", "ada@icloud.com"],
    ["ada.l+x@hafen.example", "ada.l+x@hafen.example"],
    ["ada+x@gmx.de", "ada+x@gmx.de"],
    ["+x@gmail.com", "+x@gmail.com"],
  ])("%s → %s", (from, to) => expect(emailKey(from)).toBe(to));

  test.each([
    ["gmial.com", "gmail.com", true],
    ["gmail.con", "gmail.com", true],
    ["gmx.dd", "gmx.de", true],
    ["web.de", "gmx.de", false],
    ["gmail.com", "gmx.com", false],
    ["hotmail.com", "hotmail.de", false],
    ["hafen-kontor.example", "hafenkontor.example", true],
    ["hafen.example", "werft.example", false],
    ["teehaus.de", "teehaus.com", true],
    ["ab.de", "ac.de", true],
    ["same.de", "same.de", false],
  ])("%s and %s: one a typo of the other: %s", (a, b, is) => {
    expect(isTypoOf(a, b)).toBe(is);
    expect(isTypoOf(b, a)).toBe(is);
  });

  it("knows whose domain it is", () => {
    expect([ownDomain("ada@hafen.example"), ownDomain("ada@gmail.com"), ownDomain("ada@t-online.de")]).toEqual([
      "hafen.example",
      undefined,
      undefined,
    ]);
  });
});

describe("phone numbers", () => {
  test.each([
    ["0171 1234567", "DE", "+491711234567"],
    ["+49 171 1234567", undefined, "+491711234567"],
    ["0049-171-1234567", "AT", "+491711234567"],
    ["+49 (0)171 / 123 45 67", "DE", "+491711234567"],
    ["491711234567", "DE", "+491711234567"],
    ["0664 1234567", "AT", "+436641234567"],
    ["(030) 123456", "DE", "+4930123456"],
    ["06 1234 5678", "IT", "+390612345678"],
    ["+39 06 1234 5678", "DE", "+390612345678"],
    ["612 345 678", "ES", "+34612345678"],
    ["(212) 555-0123", "US", "+12125550123"],
    ["1-212-555-0123", "US", "+12125550123"],
    ["06 20 123 4567", "HU", "+36201234567"],
    ["0171 1234567", undefined, "01711234567"],
    ["0171 1234567", "XX", "01711234567"],
  ])("%s in %s → %s", (written, country, key) => expect(phoneKey(written, country)).toBe(key));

  it("is the same whichever way a German mobile is written", () => {
    const number = fc.tuple(fc.constantFrom("151", "160", "171", "179"), fc.stringMatching(/^[1-9]\d{6,7}$/));
    fc.assert(
      fc.property(number, fc.constantFrom(" ", "-", "/", ""), ([net, rest], gap) => {
        const ways = [`0${net}${gap}${rest}`, `+49${gap}${net}${gap}${rest}`, `0049${net}${rest}`, `+49 (0)${net} ${rest}`];
        expect(new Set(ways.map((way) => phoneKey(way, "DE")))).toEqual(new Set([`+49${net}${rest}`]));
      }),
    );
  });

  it("changes nothing when done twice", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\+?[\d ]{7,15}$/), fc.constantFrom("DE", "IT", "US", "HU"), (written, country) => {
        const key = phoneKey(written, country);
        expect(phoneKey(key, country)).toBe(key);
      }),
    );
  });
});

describe("countries", () => {
  test.each([
    ["de", "DE"],
    ["Deutschland", "DE"],
    ["Austria", "AT"],
    ["Österreich", "AT"],
    ["UK", "GB"],
    ["Nowhere", undefined],
    ["", undefined],
  ])("%s is %s", (written, code) => expect(countryCode(written)).toBe(code));

  it("finds a shop's home in its people, else its time zone, else its currency", () => {
    const berlin = { timeZone: "Europe/Berlin", currency: "EUR" };
    expect(homeCountry(berlin, ["AT", "AT", "Österreich", "AT", "DE"])).toBe("AT");
    expect(homeCountry(berlin, ["AT", "AT"])).toBe("DE");
    expect(homeCountry(berlin, ["AT", "CH", "FR", "NL", "BE", null])).toBe("DE");
    expect(homeCountry({ timeZone: "UTC", currency: "CHF" }, [])).toBe("CH");
    expect(homeCountry({ timeZone: "UTC", currency: "EUR" }, [])).toBe(undefined);
  });
});

describe("names of people", () => {
  test.each([
    ["Dr. König, Ada", "ada koenig", 1],
    ["Ada Maria König", "Ada König", 0.9],
    ["A. König", "Ada König", 0.85],
    ["Katrin Meyer", "Kathrin Meier", 0.8],
    ["Jürgen Groß", "Juergen Gross", 1],
    ["Thomas Mueller", "Thmoas Müller", 0.75],
  ])("%s and %s are alike", (a, b, least) => expect(nameLikeness(a, b)).toBeGreaterThanOrEqual(least));

  test.each([
    ["Anna Schmidt", "Andre Schmidt"],
    ["Julia Becker", "Julian Becker"],
    ["Mario Rossi", "Maria Rossi"],
    ["Martin Krause", "Martina Krause"],
    ["Thomas Müller", "Thomas Möller-Brandt"],
    ["Peter Schmidt", "Klaus Schmidt"],
    ["Ada", "Ada König"],
    ["", "Ada König"],
  ])("%s and %s are not", (a, b) => expect(nameLikeness(a, b)).toBeLessThan(0.77));

  it("is the same both ways, between 0 and 1, and 1 for oneself in any order", () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(nameLikeness(a, b)).toBeCloseTo(nameLikeness(b, a), 9);
        expect(nameLikeness(a, b)).toBeGreaterThanOrEqual(0);
        expect(nameLikeness(a, b)).toBeLessThanOrEqual(1);
        if (nameWords(a).length > 0) expect(nameLikeness(a, nameWords(a).toReversed().join(" "))).toBe(1);
      }),
    );
  });
});

describe("names of companies", () => {
  test.each([
    ["Hafen Kontor GmbH & Co. KG", "hafen kontor", "co gmbh kg"],
    ["Müller & Söhne oHG", "muller sohne", "ohg"],
    ["Bäckerei Krause e.K.", "backerei krause", "ek"],
    ["Acme, Inc.", "acme", "inc"],
    ["The Tea Company Ltd.", "tea", "company ltd"],
    ["Novo A/S", "novo", "as"],
    ["UG (haftungsbeschränkt)", "ug", "haftungsbeschrankt"],
    ["AG", "ag", ""],
  ])("%s → %s, %s", (name, key, form) => expect(companyName(name)).toEqual({ key, form }));

  test.each([
    ["Hafen Kontor GmbH", "hafen kontor", 1],
    ["Hafenkontor AG", "Hafen Kontor GmbH", 0.95],
    ["Teehas Nord", "Teehaus Nord GmbH", 0.75],
    ["Mueller und Soehne", "Müller & Söhne GmbH", 1],
  ])("%s and %s are alike", (a, b, least) => expect(companyLikeness(a, b)).toBeGreaterThanOrEqual(least));

  test.each([
    ["Teehaus Nord", "Teehaus Süd"],
    ["Filiale 12", "Filiale 13"],
    ["Müller Bau", "Müller Bad"],
    ["Hafen", "Werft"],
    ["Hafen Kontor Hamburg", "Hafen Kontor"],
  ])("%s and %s are not", (a, b) => expect(companyLikeness(a, b)).toBeLessThan(0.75));
});

const latin = fc.string({ unit: fc.constantFrom(..."aabbcdeehn01 -.&"), maxLength: 24 });

describe("trigrams", () => {
  const store = useDatabase();

  it("of folded Latin words give the number that PostgreSQL gives", async () => {
    const pairs = fc.sample(fc.tuple(latin, latin), 400).map(([a, b]) => ({ a, b }));
    const rows = await store.db.inSystem((tx) =>
      tx.query<{ a: string; b: string; likeness: number }>(
        sql`select a, b, similarity(a, b)::float8 as likeness from json_to_recordset(${JSON.stringify(pairs)}::json) as r (a text, b text)`,
      ),
    );
    expect(rows).toHaveLength(400);
    for (const { a, b, likeness } of rows) expect([a, b, similarity(a, b)]).toEqual([a, b, expect.closeTo(likeness, 5)]);
  });

  it("count typing mistakes", () => {
    expect([typos("gmail", "gmial"), typos("kitten", "sitting"), typos("", "abc"), typos("abc", "abc")]).toEqual([1, 3, 3, 0]);
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(wordLikeness(a, b)).toBeCloseTo(wordLikeness(b, a), 9);
      }),
    );
  });
});
