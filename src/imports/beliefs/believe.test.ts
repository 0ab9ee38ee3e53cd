import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { filesRoom } from "#test/files.ts";
import { sharedPath, sharedText } from "#test/shared.ts";
import { templateOf } from "#pipelines/templates.ts";
import type { Believed, BeliefContext } from "./context.ts";

let room: Awaited<ReturnType<typeof filesRoom>>;
beforeAll(async () => void (room = await filesRoom()));
afterAll(() => room.close());

async function of(content: string | string[], context: Partial<BeliefContext> = {}, names: string[] = []): Promise<Believed> {
  const files = [];
  for (const [index, text] of [content].flat().entries()) files.push(await room.take(text, names[index] ?? "file.csv"));
  return room.believe(files, context);
}
const fieldsOf = ({ plan }: Believed, file = 0) => plan.files[file]!.columns.map(({ field }) => field);
const codes = ({ beliefs }: Believed) => beliefs.map(({ code }) => code);
const at = ({ beliefs }: Believed, about: string) => beliefs.find((belief) => belief.about === about);

/** The header of a shared file with one row of made-up values below it. */
function withRow(name: string, values: Record<string, string>): string {
  const header = sharedText(`csv_export_headers/${name}`)
    .split(/\r?\n/)[0]!
    .replace(/^\uFEFF/, "");
  const cells = header.split(",").map((cell) => values[cell.replace(/^"|"$/g, "")] ?? "");
  return `${header}\n${cells.join(",")}\n`;
}
const named = (believed: Believed, header: string, file = 0) => {
  const index = Object.values(believed.columns)[file]!.findIndex((column) => column.header === header);
  return believed.plan.files[file]!.columns[index]!.field;
};

describe("exports that are known", () => {
  it("HubSpot deals: the close date is that of closed deals only", async () => {
    const believed = await of(
      withRow("hubspot_deals_all_properties_export.csv", {
        "Record ID": "12345",
        "Deal Name": "Ada's order",
        "Deal Stage": "Appointment Scheduled",
        Amount: "1200.50",
        "Close Date": "2024-05-31 10:00",
        "Create Date": "2024-01-13 09:00",
        "Deal owner": "Moses Frase",
        Pipeline: "Sales Pipeline",
        "Associated Company": "Acme",
        "Last Modified Date": "2024-02-01 10:00",
        "Original Traffic Source": "Organic Search",
      }),
    );
    expect(Object.values(believed.knownAs)).toEqual(["HubSpot deals"]);
    const fields = [
      "Record ID",
      "Deal Name",
      "Deal Stage",
      "Amount",
      "Close Date",
      "Create Date",
      "Deal owner",
      "Pipeline",
      "Associated Company",
      "Original Traffic Source",
      "Last Modified Date",
    ].map((header) => named(believed, header));
    expect(fields).toEqual([
      "externalId",
      "name",
      "stage",
      "value",
      "closedAt",
      "createdAt",
      "owner",
      "pipeline",
      "company",
      "source",
      null,
    ]);
    expect(codes(believed)).toContain("close_date_of_closed_only");
    expect(fieldsOf(believed).filter((field) => field === "wonAt" || field === "lostAt")).toEqual([]);
    expect(believed.plan.newPipeline).toBe("Sales Pipeline");
  });

  it("Pipedrive deals", async () => {
    const believed = await of(
      withRow("pipedrive_deals_field_names.csv", {
        "Deal - Title": "Ada",
        "Deal - Value": "5",
        "Deal - Status": "Open",
        "Deal - Stage (pipeline)": "Lead in",
        "Deal - Won time": "2024-05-01 10:00:00",
        "Deal - Creation date": "2024-05-01",
        "Deal - Expected close date": "2024-09-01",
      }),
    );
    expect(Object.values(believed.knownAs)).toEqual(["Pipedrive deals"]);
    expect(fieldsOf(believed)).toEqual([
      "name",
      "value",
      "currency",
      "owner",
      "stage",
      "company",
      "contactName",
      "extra",
      null,
      "createdAt",
      "closedAt",
      "lostReason",
      "lostAt",
      null,
      "status",
      "wonAt",
      null,
      "externalId",
    ]);
  });

  it("Pipedrive's sample of everything at once", async () => {
    const believed = await of(
      withRow("pipedrive_sample_import.csv", {
        "Person - Name*": "Ada",
        "Deal - Title": "Order",
        "Deal - Value": "500",
        "Person - Email (Work)": "ada@example.com",
      }),
    );
    expect(Object.values(believed.knownAs)).toEqual(["Pipedrive deals"]);
    const fields = [
      "Person - Name*",
      "Person - Email (Work)",
      "Organization - Name*",
      "Deal - Title",
      "Deal - Value",
      "Note - Content*",
    ].map((header) => named(believed, header));
    expect(fields).toEqual(["contactName", "contactEmail", "company", "name", "value", "note"]);
  });

  it("Shopify customers, old and new", async () => {
    const old = await of(
      withRow("shopify_customers_export_old.csv", { "First Name": "Ada", Email: "ada@example.com", City: "Bonn", Country: "Germany" }),
    );
    expect(Object.values(old.knownAs)).toEqual(["Shopify customers"]);
    expect(
      ["First Name", "Last Name", "Email", "Company", "City", "Country", "Phone", "Note", "Total Spent"].map((header) =>
        named(old, header),
      ),
    ).toEqual(["firstName", "lastName", "email", "company", "city", "country", "phone", "note", null]);
    expect(old.plan.files[0]).toMatchObject({ kind: "contacts", match: "email" });
    const now = await of(
      withRow("shopify_customers_export_with_ids.csv", { "Customer ID": "'7318001451287", "First Name": "Ada", Email: "ada@example.com" }),
      { sources: [{ kind: "shopify", scope: "" }] },
    );
    expect(named(now, "Customer ID")).toBe("externalId");
    expect(named(now, "Default Address City")).toBe("city");
    expect(now.plan.files[0]).toMatchObject({ kind: "contacts", match: "externalId", scope: "" });
    expect(codes(now)).toContain("scope_of_shop");
  });

  it("Shopify orders", async () => {
    const believed = await of(
      withRow("shopify_orders_export.csv", {
        Name: "#1001",
        Id: "5319372112023",
        Email: "ada@example.com",
        "Created at": "2024-01-13 10:00:00 +0100",
        Total: "19.90",
        "Lineitem name": "Cup",
        "Lineitem price": "19.90",
        "Lineitem quantity": "1",
        "Billing Name": "Ada",
      }),
    );
    expect(Object.values(believed.knownAs)).toEqual(["Shopify orders"]);
    const fields = [
      "Id",
      "Name",
      "Email",
      "Financial Status",
      "Created at",
      "Paid at",
      "Fulfilled at",
      "Cancelled at",
      "Currency",
      "Subtotal",
      "Shipping",
      "Taxes",
      "Total",
      "Discount Amount",
      "Refunded Amount",
      "Billing Name",
      "Billing City",
      "Shipping City",
      "Lineitem sku",
      "Lineitem name",
      "Lineitem quantity",
      "Lineitem price",
      "Source",
    ].map((header) => named(believed, header));
    expect(fields).toEqual([
      "orderId",
      "number",
      "email",
      "status",
      "placedAt",
      "paidAt",
      "fulfilledAt",
      "cancelledAt",
      "currency",
      "subtotal",
      "shipping",
      "tax",
      "total",
      "discount",
      "refunded",
      "name",
      "city",
      null,
      "itemId",
      "itemName",
      "itemQuantity",
      "itemPrice",
      "source",
    ]);
  });

  it.each<[string, string, string, (string | null)[]]>([
    [
      "HubSpot deals",
      "Datensatz-ID;Deal-Name;Deal-Phase;Betrag;Abschlussdatum;Erstellungsdatum;Zuständiger Mitarbeiter für Deal",
      "1;Ada;Termin vereinbart;1.200,50;31.05.2024;13.01.2024;Eva Muster",
      ["externalId", "name", "stage", "value", "closedAt", "createdAt", "owner"],
    ],
    [
      "HubSpot contacts",
      "Datensatz-ID;Vorname;Nachname;E-Mail;Telefonnummer;Lifecycle-Phase",
      "1;Ada;Lovelace;ada@example.com;+49 228 123456;Lead",
      ["externalId", "firstName", "lastName", "email", "phone", "extra"],
    ],
    [
      "HubSpot companies",
      "Record ID,Company name,Company domain name,Industry,Number of Employees",
      "1,Acme,acme.com,Retail,12",
      ["externalId", "name", "domain", "sector", "employees"],
    ],
    [
      "Pipedrive deals",
      "Deal - Titel;Deal - Wert;Deal - Währung;Deal - Besitzer;Deal - Phase;Deal - Status;Organisation - Name;Deal - Gewonnen am",
      "Ada;1.200,50;EUR;Eva;Angebot;Offen;Acme;",
      ["name", "value", "currency", "owner", "stage", "status", "company", "wonAt"],
    ],
    [
      "Pipedrive people",
      "Person - Name,Person - Email,Person - Phone,Organization - Name",
      "Ada,ada@example.com,+49228123456,Acme",
      ["name", "email", "phone", "company"],
    ],
    [
      "Pipedrive organizations",
      "Organization - Name,Organization - Address,Organization - Owner",
      "Acme,Bonn,Eva",
      ["name", "extra", "extra"],
    ],
    [
      "Salesforce opportunities",
      "Opportunity Name,Account Name,Stage,Amount,Close Date,Created Date,Opportunity Owner,Lead Source",
      "Ada,Acme,Prospecting,12.50,13/01/2024,14/01/2024,Eva,Web",
      ["name", "company", "stage", "value", "closedAt", "createdAt", "owner", "source"],
    ],
    [
      "Salesforce opportunities",
      "Opportunity-Name;Accountname;Phase;Betrag;Schlusstermin;Erstelldatum;Opportunity-Inhaber;Leadquelle",
      "Ada;Acme;Akquise;12,50;13.01.2024;14.01.2024;Eva;Web",
      ["name", "company", "stage", "value", "closedAt", "createdAt", "owner", "source"],
    ],
    [
      "Salesforce leads",
      "Lead Owner,First Name,Last Name,Company / Account,Email,Lead Status,Lead Source",
      "Eva,Ada,Lovelace,Acme,ada@example.com,Working - Contacted,Web",
      ["owner", "firstName", "lastName", "company", "email", "stage", "source"],
    ],
    [
      "Salesforce contacts",
      "Contact ID,First Name,Last Name,Account Name,Email,Phone",
      "003A,Ada,Lovelace,Acme,ada@example.com,+49228123",
      ["externalId", "firstName", "lastName", "company", "email", "phone"],
    ],
    [
      "Salesforce accounts",
      "Account ID,Account Name,Industry,Billing City,Parent Account",
      "001A,Acme,Retail,Bonn,",
      ["externalId", "name", "sector", "city", "parent"],
    ],
    [
      "WooCommerce orders",
      "order_id,order_number,order_date,status,order_total,order_currency,customer_id,billing_email,billing_first_name,item_name,item_quantity",
      "1,1,2024-01-13,completed,5.50,EUR,0,ada@example.com,Ada,Cup,2",
      ["orderId", "number", "placedAt", "status", "total", "currency", "customerId", "email", "firstName", "itemName", "itemQuantity"],
    ],
    [
      "WooCommerce orders",
      "Bestellnummer;Bestelldatum;Bestellstatus;Vorname (Rechnungsadresse);Nachname (Rechnungsadresse);E-Mail (Rechnungsadresse);Gesamtsumme der Bestellung;Artikelname;Menge",
      "17;13.01.2024;Abgeschlossen;Ada;Lovelace;ada@example.com;5,50;Tasse;2",
      ["orderId", "placedAt", "status", "firstName", "lastName", "email", "total", "itemName", "itemQuantity"],
    ],
    [
      "WooCommerce customers",
      "Name,Username,Last Active,Sign Up,Email,Orders,Total Spend,City,Country / Region",
      "Ada,ada,2024-01-01,2023-01-01,ada@example.com,2,12.50,Bonn,DE",
      ["name", "extra", null, "createdAt", "email", "extra", "extra", "city", "country"],
    ],
  ])("%s: %s", async (knownAs, header, row, fields) => {
    const believed = await of(`${header}\n${row}\n`);
    expect(Object.values(believed.knownAs)).toEqual([knownAs]);
    expect(fieldsOf(believed)).toEqual(fields);
  });
});

describe("files of nobody in particular", () => {
  it.each<[string, string, string, (string | null)[]]>([
    [
      "contacts",
      "Vorname;Nachname;E-Mail-Adresse;Mobil;Firma;Ort;Land\nJörg;Müller;joerg@example.de;+49 151 1234567;Müller GmbH;Köln;Deutschland\n",
      "kunden.csv",
      ["firstName", "lastName", "email", "phone", "company", "city", "country"],
    ],
    [
      "companies",
      "Firmenname;Branche;Mitarbeiterzahl;Jahresumsatz;Webseite\nMüller GmbH;Handel;12;1.200.000,00;mueller.de\nMeier KG;Bau;3;300.000,00;meier.de\n",
      "firmen.csv",
      ["name", "sector", "employees", "revenue", "domain"],
    ],
    [
      "products",
      "Artikelnummer;Artikelname;Warengruppe;Verkaufspreis\nA-1;Tasse;Küche;9,90\nA-2;Teller;Küche;12,90\n",
      "artikel.csv",
      ["externalId", "name", "category", "price"],
    ],
    [
      "deals",
      "Verkaufschance;Kunde;Phase;Wert;Erstellt am;Abschlussdatum;Zuständig;Verlustgrund\nMessestand;Ada;Angebot;1.200,50;13.01.2024;;Eva;\nKatalog;Bob;Gewonnen;800,00;14.01.2024;31.01.2024;Eva;\n",
      "chancen.csv",
      ["name", "contactName", "stage", "value", "createdAt", "closedAt", "owner", "lostReason"],
    ],
    [
      "orders",
      "Rechnungsnummer;Rechnungsdatum;Kundennummer;Artikelname;Menge;Einzelpreis\nR1;13.01.2024;K1;Tasse;2;9,90\nR1;13.01.2024;K1;Teller;1;12,90\n",
      "rechnungen.csv",
      ["orderId", "placedAt", "customerId", "itemName", "itemQuantity", "itemPrice"],
    ],
    [
      "activities",
      "Betreff;Typ;Fälligkeitsdatum;Notiz;Zuständig\nNachfassen;Anruf;13.01.2024;später;Eva\n",
      "aktivitaeten.csv",
      [null, "type", "at", "text", "author"],
    ],
    [
      "leads",
      "Lead ID,First Name,Email,Lead Source,Created Date\nL1,Ada,ada@example.com,Web,2024-01-13\n",
      "leads.csv",
      ["externalId", "firstName", "email", "source", "createdAt"],
    ],
    ["team", "Verkäufer;Vorgesetzter;Team\nEva;Max;Nord\nUwe;Max;Süd\n", "team.csv", ["name", "manager", "team"]],
  ])("%s in their own words", async (kind, content, name, fields) => {
    const believed = await of(content, {}, [name]);
    expect(believed.plan.files[0]!.kind).toBe(kind);
    expect(fieldsOf(believed)).toEqual(fields);
  });

  it("asks what a file is that says nothing", async () => {
    const believed = await of("foo,bar\nx,y\nz,w\n");
    expect(believed.plan.files[0]!.kind).toBe("none");
    expect(at(believed, "files.0.kind")).toMatchObject({ strength: "ask", code: "kind_unknown" });
  });

  it("lets the values speak where there is no header", async () => {
    const rows = Array.from({ length: 20 }, (_, index) => `Person ${index},p${index}@example.com,+49 228 10000${index},Germany`);
    const believed = await of(`${rows.join("\n")}\n`, {}, ["kontakte.csv"]);
    expect(fieldsOf(believed)).toEqual(["extra", "email", "phone", "country"]);
    expect(codes(believed)).toEqual(expect.arrayContaining(["header_missing", "column_by_content"]));
  });

  it("does not believe a name that its values contradict", async () => {
    const believed = await of("Name;E-Mail;Betrag;Kontakt\nAda;keine;viel;ada@example.com\nBob;unbekannt;wenig;bob@example.com\n", {}, [
      "kontakte.csv",
    ]);
    expect(fieldsOf(believed)).toEqual(["name", "extra", "extra", "email"]);
  });
});

describe("dates and amounts of a column", () => {
  const dates = (values: string[], language: "en" | "de" = "de") =>
    of(`deal name,stage,created\n${values.map((value, index) => `D${index},New,${value}`).join("\n")}\n`, { language });
  const order = (believed: Believed) => [
    believed.plan.files[0]!.columns[2]!.dateOrder,
    at(believed, "files.0.columns.2.dateOrder")?.strength,
    at(believed, "files.0.columns.2.dateOrder")?.code,
  ];

  it.each<[string, string[], "en" | "de", unknown[]]>([
    ["day first, by the one that can be nothing else", ["01/02/2024", "03/04/2024", "25/12/2023"], "en", ["dmy", "sure", "dates_only_dmy"]],
    ["month first, likewise", ["01/02/2024", "03/04/2024", "12/25/2023"], "de", ["mdy", "sure", "dates_only_mdy"]],
    ["either, in German", ["01/02/2024", "03/04/2024"], "de", ["dmy", "likely", "dates_by_language_dmy"]],
    ["either, in English", ["01/02/2024", "03/04/2024"], "en", ["mdy", "likely", "dates_by_language_mdy"]],
    ["either, but with dots", ["01.02.2024", "03.04.2024"], "en", ["dmy", "likely", "dates_by_dots"]],
    [
      "both, really",
      ["13/01/2024", "14/01/2024", "15/01/2024", "01/13/2024", "01/14/2024", "01/15/2024", "05/06/2024"],
      "de",
      [null, "ask", "dates_mixed"],
    ],
    ["ISO", ["2024-01-13", "2024-02-01"], "en", ["ymd", "sure", "dates_plain"]],
    ["words", ["1. März 2024", "2. Mai 2023"], "en", ["ymd", "sure", "dates_plain"]],
    ["two digits, the year last", ["20-10-16", "25-10-16", "03-11-16", "05-03-17"], "en", ["dmy", "sure", "dates_only_dmy"]],
    [
      "two digits, the year first",
      ["16-10-20", "16-10-25", "16-11-03", "17-03-05", "17-03-29"],
      "de",
      ["ymd", "likely", "dates_short_years"],
    ],
    ["Excel's days", ["45291", "45292.5"], "de", ["serial", "likely", "dates_serial"]],
    ["seconds since 1970", ["1709301906", "1709301907"], "de", ["epoch", "likely", "dates_epoch"]],
    [
      "one slip of the pen among many",
      [...Array.from({ length: 28 }, (_, index) => `${String(index + 1).padStart(2, "0")}/02/2024`), "02/30/2024", "02/13/2024"],
      "en",
      ["dmy", "likely", "dates_fit_dmy"],
    ],
  ])("%s", async (_, values, language, expected) => {
    expect(order(await dates(values, language))).toEqual(expected);
  });

  it("counts honestly", async () => {
    const believed = await dates([...Array.from({ length: 40 }, () => "25/12/2023"), "01/02/2024", "", "31/02/2024", "unknown"]);
    expect(at(believed, "files.0.columns.2.dateOrder")).toMatchObject({ details: { total: 43, fits: 41, only: 40, none: 2 } });
  });

  const decimal = async (values: string[]) => {
    const believed = await of(`deal name;stage;betrag\n${values.map((value, index) => `D${index};New;${value}`).join("\n")}\n`);
    const belief = at(believed, "files.0.columns.2.decimal");
    return [believed.plan.files[0]!.columns[2]!.decimal, belief?.strength, belief?.code];
  };
  it.each<[string, string[], unknown[]]>([
    ["commas", ["1.234,56", "1.234"], [",", "sure", "decimals_comma"]],
    ["points", ["1,234.56", "1.234"], [".", "sure", "decimals_dot"]],
    ["nothing but thousands, or thousandths", ["1.234", "5.678"], [null, "ask", "decimals_unclear"]],
    ["both, and one between", ["1.234,56", "1,234.56", "1.234"], [null, "ask", "decimals_mixed"]],
    ["both, and each for itself clear", ["1.234,56", "1,234.56", "5"], [".", "sure", "decimals_dot"]],
    ["whole numbers", ["5", "1200"], [",", undefined, undefined]],
    ["signs beside them", ["1.234,56 €", "(5,00 €)"], [",", "sure", "decimals_comma"]],
  ])("decimals: %s", async (_, values, expected) => {
    expect(await decimal(values)).toEqual(expected);
  });

  it("takes the currency that stands beside the amounts", async () => {
    const believed = await of("deal name;stage;betrag\nA;New;£12.50\nB;New;£5\n");
    expect(believed.plan.currency).toBe("GBP");
    expect(at(believed, "currency")).toMatchObject({ code: "currency_by_sign", details: { currency: "GBP", count: 2 } });
  });
});

describe("stages and people", () => {
  const wholesale = { id: "p1", name: "Großhandel", stages: templateOf("wholesale", "de").stages };

  it("leads words to the stages of a pipeline that means the same", async () => {
    const believed = await of(
      "deal name,stage,owner\nA,Qualifiziert,Eva\nB,Proposal made,Eva\nC,Negotiations Started,Eva\nD,Won,Eva\nE,Verloren,Eva\nF,Archiv,Eva\n",
      { pipelines: [wholesale] },
    );
    expect(believed.plan.pipelineId).toBe("p1");
    expect(believed.plan.stages).toEqual({
      Qualifiziert: { stageId: "qualified" },
      "Proposal made": { stageId: "offer" },
      "Negotiations Started": { stageId: "negotiation" },
      Won: { outcome: "won" },
      Verloren: { outcome: "lost" },
      Archiv: { create: "Archiv" },
    });
    expect(at(believed, "stages.Proposal made")).toMatchObject({ strength: "likely", code: "stage_alike", details: { stage: "Angebot" } });
  });

  it("makes a new pipeline of numbered words in their order", async () => {
    const believed = await of("deal name,stage\nA,3. Muster gezeigt\nB,1. Erstbesuch\nC,2. Probe\nD,1. Erstbesuch\n", {
      pipelines: [wholesale],
    });
    expect(believed.plan.pipelineId).toBeNull();
    expect(Object.keys(believed.plan.stages)).toEqual(["1. Erstbesuch", "2. Probe", "3. Muster gezeigt"]);
  });

  it("asks where there are more words than stages", async () => {
    const rows = Array.from({ length: 25 }, (_, index) => `D${index},Step ${String.fromCharCode(65 + index)}`);
    const believed = await of(`deal name,stage\n${rows.join("\n")}\n`);
    expect(believed.beliefs.filter(({ code, strength }) => code === "stage_too_many" && strength === "ask")).toHaveLength(7);
  });

  it("knows members by e-mail, name, turned name and initials, and offers the others", async () => {
    const members = [
      { userId: "u1", name: "Darcel Schlecht", email: "darcel@example.com" },
      { userId: "u2", name: "Eva Muster", email: null },
      { userId: "u3", name: "Eva Sommer", email: null },
    ];
    const believed = await of(
      'deal name,stage,owner\nA,New,D. Schlecht\nB,New,"Muster, Eva"\nC,New,DARCEL@example.com\nD,New,Eva\nE,New,Unassigned\nF,New,eva sommer\nG,New,12345\n',
      { members },
    );
    expect(believed.plan.people).toEqual({
      "D. Schlecht": { userId: "u1" },
      "Muster, Eva": { userId: "u2" },
      "DARCEL@example.com": { userId: "u1" },
      Eva: { none: true },
      Unassigned: { none: true },
      "eva sommer": { userId: "u3" },
      "12345": { none: true },
    });
    expect(at(believed, "people.D. Schlecht")).toMatchObject({ strength: "likely", code: "person_by_initials" });
    expect(at(believed, "people.Eva")).toMatchObject({ strength: "offer", value: { create: true } });
    expect(at(believed, "people.Unassigned")).toBeUndefined();
  });
});

describe("several files", () => {
  it("joins leads and closed deals by the id they share", async () => {
    const ids = Array.from({ length: 40 }, (_, index) => `a${index}f00ba4${index}`);
    const leads = `mql_id,first_contact_date,origin\n${ids.map((id) => `${id},2018-02-01,social`).join("\n")}\n`;
    const deals = `mql_id,seller_id,sdr_id,won_date,declared_monthly_revenue\n${ids
      .slice(5, 20)
      .map((id, index) => `${id},s${index},r1,2018-03-01 10:00:00,100.0`)
      .join("\n")}\n`;
    const believed = await of([leads, deals], {}, ["leads.csv", "closed_deals.csv"]);
    expect(believed.plan.files.map(({ kind }) => kind)).toEqual(["leads", "deals"]);
    const [lead, deal] = believed.plan.files;
    expect(believed.plan.joins).toEqual([{ file: deal!.fileId, column: 0, toFile: lead!.fileId, toColumn: 0 }]);
    expect(at(believed, "joins.0")).toMatchObject({ strength: "sure", details: { found: 15, total: 15 } });
  });

  it("offers spellings of companies, and leaves other companies alone", async () => {
    const rows = [
      ...Array.from({ length: 12 }, () => "Müller GmbH"),
      "Mueller",
      "MÜLLER Gmbh.",
      "Müllers Mühle",
      ...Array.from({ length: 12 }, () => "Zimmermann AG"),
      "Zimmerman AG",
      "Firma 12345678",
      "Firma 12345679",
    ];
    const believed = await of(`deal name,stage,company\n${rows.map((company, index) => `D${index},New,${company}`).join("\n")}\n`);
    const offers = believed.beliefs.filter(({ about }) => about.startsWith("companies.")).map(({ about, value }) => [about, value]);
    expect(offers).toEqual([
      ["companies.MÜLLER Gmbh.", "Müller GmbH"],
      ["companies.Zimmerman AG", "Zimmermann AG"],
    ]);
  });

  it("takes a saved plan for the same columns in another order", async () => {
    const first = await room.take("deal name,stage,value,created\nA,New,1.234,01/02/2024\n");
    const believed = await room.believe([first]);
    const plan = structuredClone(believed.plan);
    plan.files[0]!.columns[2]!.decimal = ",";
    plan.files[0]!.columns[3]!.dateOrder = "mdy";
    plan.stages["New"] = { create: "Neu" };
    const asked: string[][] = [];
    const again = await room.take("created,value,stage,deal name\n01/02/2024,1.234,New,A\n01/03/2024,1.235,Old,B\n");
    const next = await room.believe([again], {
      savedPlan: async (fingerprints) => {
        asked.push([...fingerprints]);
        return { name: "Spring", plan, headers: { [first.fileId]: first.read.header } };
      },
    });
    expect(asked[0]).toHaveLength(1);
    expect(next.savedPlan).toBe("Spring");
    expect(next.plan.files[0]!.columns).toEqual([
      { field: "createdAt", dateOrder: "mdy" },
      { field: "value", decimal: "," },
      { field: "stage" },
      { field: "name" },
    ]);
    expect(next.plan.stages).toMatchObject({ New: { create: "Neu" }, Old: { create: "Old" } });
    expect(codes(next)).toEqual(expect.arrayContaining(["plan_saved", "stage_new"]));
    expect(at(next, "files.0.columns.1.decimal")).toBeUndefined();
  });

  it("does not take a saved plan for other columns", async () => {
    const first = await room.take("deal name,stage\nA,New\n");
    const { plan } = await room.believe([first]);
    const other = await room.take("deal name,stage,value\nA,New,5\n");
    const believed = await room.believe([other], {
      savedPlan: async () => ({ name: "Spring", plan, headers: { [first.fileId]: first.read.header } }),
    });
    expect(believed.savedPlan).toBeNull();
  });
});

it("knows a shop's order lines: cancellations, guests, one row an item", async () => {
  const file = await room.read(sharedPath("online_retail/online_retail_2009-2010.csv.gz"));
  const believed = await room.believe([file], { currency: "GBP", language: "en" });
  expect(fieldsOf(believed)).toEqual(["orderId", "itemId", "itemName", "itemQuantity", "placedAt", "itemPrice", "customerId", "country"]);
  expect(believed.plan).toMatchObject({ currency: "GBP", newPipeline: null, stages: {}, files: [{ kind: "orders", match: "externalId" }] });
  expect(at(believed, "files.0.columns.4.dateOrder")).toMatchObject({ strength: "sure", details: { total: 525_461, fits: 525_461 } });
  const details = Object.fromEntries(believed.beliefs.map((belief) => [belief.code, belief.details]));
  expect(details["orders_by_line"]).toEqual({ rows: 525_461, orders: 28_816 });
  expect(details["orders_cancelled"]).toEqual({ orders: 4_592 });
  expect(details["orders_of_guests"]).toEqual({ rows: 107_927 });
}, 120_000);
