import { normalised } from "./header.ts";

/**
 * What a header can mean whatever kind of thing the file holds, with its words in English and German, normalised. The kind then says
 * which field it is: an account is the name in a list of companies, and the company in a list of deals.
 */
const words = {
  dealId:
    "deal id|opportunity id|opp id|opportunity number|deal number|deal nr|verkaufschance id|opportunity nummer|chance id|vorgangsnummer|deal system id|deal pipedrive system id|deal pipedrive systemkennung|angebotsnummer|quote number|quote id",
  dealName:
    "deal|deal name|dealname|deal title|deal titel|opportunity|opportunity name|opp name|verkaufschance|name der verkaufschance|chance|geschaeft|geschaeftsname|vorgang|projekt|project|project name|projektname|deal bezeichnung",
  leadId: "lead id|mql id|sql id|lead number|lead nummer|leadnummer|anfrage id|anfragenummer",
  leadName: "lead|lead name|interessent",
  contactId:
    "contact id|person id|kontakt id|personen id|contact system id|person system id|person pipedrive system id|contact number|ansprechpartner id",
  companyId:
    "company id|organization id|organisation id|account id|unternehmen id|firmen id|firma id|organization pipedrive system id|organisation pipedrive system id|account number|kundenfirma id|unternehmens id",
  productId: "product id|produkt id|artikel id|item id|article id",
  sku: "sku|stock code|stockcode|artikelnummer|artikel nr|artikelnr|art nr|item number|item code|product code|produktcode|lineitem sku|variant sku",
  orderId:
    "order id|invoice no|invoice number|invoice id|invoice|order no|bestell id|bestellungs id|auftrags id|rechnungsnummer|rechnung nr|rechnungsnr|transaction id|transaktions id|purchase id",
  orderNumber:
    "order number|order|order name|bestellnummer|bestellung|bestell nr|bestellnr|auftragsnummer|auftrag nr|auftragsnr|order reference",
  customerId:
    "customer id|customer number|customer no|customer user id|kundennummer|kunden id|kunden nr|kundennr|debitor|debitorennummer|client id|user id|customer",
  id: "id|record id|datensatz id|uuid|key|schluessel|nr|no|number|nummer|external id|externe id|reference|referenz|system id",
  name: "name|title|titel|bezeichnung",
  fullName:
    "full name|contact|contact name|contact person|person|person name|kontakt|kontaktname|kontaktperson|ansprechpartner|ansprechperson|kunde|kundenname|customer name|vollstaendiger name|voller name|person name kontaktperson|billing name|client|client name|primary contact|associated contact|zugehoeriger kontakt|kaeufer|buyer|lead full name|vor und nachname",
  firstName:
    "first name|vorname|given name|forename|firstname|person first name|person vorname|billing first name|vorname rechnungsadresse|contact first name",
  lastName:
    "last name|nachname|surname|family name|lastname|familienname|person last name|person nachname|billing last name|contact last name|name nachname",
  email:
    "email|e mail|mail|email address|e mail adresse|email adresse|mailadresse|person email|person email work|person e mail|person e mail arbeit|customer email|billing email|contact email|work email|geschaeftliche e mail|e mail adresse rechnung|kunden e mail|primary email|email 1 value",
  phone:
    "phone|phone number|telefon|telefonnummer|tel|mobile|mobile phone|mobile phone number|mobil|mobiltelefon|handy|handynummer|person phone|person phone work|person telefon|billing phone|customer phone|telephone|cell|festnetz|rufnummer|mobiltelefonnummer",
  companyName:
    "company|company name|account|account name|accountname|organization|organization name|organisation|organisation name|firma|firmenname|unternehmen|unternehmensname|name des unternehmens|kundenfirma|billing company|associated company|associated company primary|primary associated company|zugehoeriges unternehmen|betrieb|client company|merchant|haendler|default address company|deal organization|deal organisation",
  productName:
    "product|product name|produkt|produktname|artikel|artikelname|artikelbezeichnung|item|item name|ware|lineitem name|product title|line item name|produktbezeichnung|article",
  itemText: "description|beschreibung|item description|produktbeschreibung",
  category:
    "series|category|kategorie|product category|produktkategorie|warengruppe|product type|produktart|produktgruppe|product group|family|product family|produktfamilie|serie|sortiment|item category",
  price:
    "price|preis|unit price|sales price|verkaufspreis|einzelpreis|stueckpreis|listenpreis|list price|lineitem price|item price|item cost|nettopreis|bruttopreis|regular price|variant price|vk preis|stk preis",
  quantity: "quantity|qty|menge|anzahl|stueck|stueckzahl|lineitem quantity|item quantity|units|pieces",
  total:
    "total|gesamt|gesamtbetrag|order total|order total amount|bestellwert|gesamtsumme|summe|rechnungsbetrag|total amount|grand total|endbetrag|bestellsumme|auftragswert|total price|umsatz brutto",
  subtotal: "subtotal|zwischensumme|order subtotal amount|order subtotal|net amount|nettobetrag|nettosumme|netto",
  tax: "tax|taxes|steuer|steuern|mwst|ust|order total tax amount|total tax|mehrwertsteuer|umsatzsteuer|vat|tax amount|mwst betrag",
  shipping:
    "shipping|versand|versandkosten|order shipping amount|shipping total|shipping cost|lieferkosten|shipping amount|porto|freight|shipping costs",
  discount: "discount|rabatt|discount amount|cart discount amount|cart discount|nachlass|rabattbetrag|discount total|gutschein",
  refunded: "refunded amount|refunded|order refund amount|erstattet|erstattung|refund|rueckerstattung|refund amount|erstatteter betrag",
  amount:
    "amount|value|betrag|wert|deal value|deal wert|deal amount|close value|opportunity amount|opportunity value|volumen|auftragsvolumen|deal size|dealwert|deal hoehe|umsatz|contract value|vertragswert|angebotswert|geschaetzter umsatz|est revenue|estimated revenue|amount in company currency|declared monthly revenue",
  currency:
    "currency|waehrung|currency code|deal currency|deal currency of value|deal waehrung|deal waehrung von wert|order currency|opportunity currency|waehrungscode|amount currency|value currency",
  owner:
    "owner|deal owner|deal besitzer|deal inhaber|opportunity owner|opportunity inhaber|sales agent|sales rep|sales representative|salesperson|sales person|verkaeufer|vertriebsmitarbeiter|zustaendig|zustaendiger mitarbeiter|zustaendiger|besitzer|inhaber|bearbeiter|betreuer|assigned to|owner name|account executive|ae|sr id|sdr id|account owner|lead owner|lead inhaber|contact owner|company owner|person owner|person besitzer|organization owner|account inhaber|kontakt inhaber|kontaktinhaber|dealinhaber|rep|agent|assignee|aussendienst|verantwortlich|verantwortlicher|zugewiesen an|deal zustaendiger mitarbeiter|fuer deal zustaendiger mitarbeiter|mitarbeiter|user|created by",
  manager: "manager|vorgesetzter|teamleiter|team lead|leiter|fuehrungskraft|sales manager|verkaufsleiter|vertriebsleiter",
  team: "team|regional office|region|office|abteilung|department|vertriebsteam|sales team|hubspot team|niederlassung|standort|gebiet|territory",
  stage:
    "stage|deal stage|deal stage pipeline|phase|dealphase|deal phase|deal phase pipeline|opportunity stage|sales stage|stufe|verkaufsphase|vertriebsphase|pipeline stage|pipeline phase|stadium|stage name|phasenname|verkaufsstufe|pipelinephase",
  leadStatus: "lead status|leadstatus|lifecycle stage|lifecycle phase|lifecyclephase|lebenszyklusphase",
  status: "status|deal status|state|zustand|ergebnis|outcome|order status|bestellstatus|auftragsstatus|dealstatus",
  financialStatus: "financial status|payment status|zahlungsstatus",
  createdAt:
    "created|created at|create date|created date|creation date|date created|erstellt|erstellt am|erstelldatum|erstellungsdatum|angelegt|angelegt am|anlagedatum|deal created|deal creation date|deal creation time|deal erstellungsdatum|deal deal erstellt|deal deal erstellt am|deal erstellt am|deal created date|add time|added|added on|opened|open date|start date|startdatum|opportunity created date|registered|registrierungsdatum|registered at|created time|erstellungszeitpunkt|hinzugefuegt am|eroeffnet am|first contact date|datum der erstellung|date registered|registrierung|sign up|kunde seit|customer since|person created|person person created|organization organization created|eingang|eingangsdatum|anfragedatum|lead date",
  closedAt:
    "closed|closed at|close date|closed on|closed date|deal closed on|deal close date|abschlussdatum|abgeschlossen am|geschlossen am|schlusstermin|closing date|deal geschlossen am|deal abgeschlossen am|abschlusstermin|abschluss|deal schlussdatum|closing|date closed|deal closed time|ende|enddatum",
  wonAt:
    "won|won at|won date|won time|won on|gewonnen am|deal won time|deal gewonnen am|deal gewonnen zeit|deal zeitpunkt gewonnen|gewinndatum|datum gewonnen|deal won date|auftragsdatum|sale date|verkaufsdatum|kaufdatum",
  lostAt:
    "lost|lost at|lost date|lost time|lost on|verloren am|deal lost time|deal verloren am|deal verloren zeit|deal zeitpunkt verloren|datum verloren|deal lost date",
  expectedAt:
    "expected close date|deal expected close date|voraussichtliches abschlussdatum|erwartetes abschlussdatum|deal erwartetes abschlussdatum|deal voraussichtliches abschlussdatum|erwarteter abschluss|voraussichtlicher abschluss|expected close|geplanter abschluss|forecast date",
  orderedAt:
    "invoice date|order date|date|datum|bestelldatum|rechnungsdatum|bestellt am|ordered at|order created at|purchase date|purchased at|order created date|transaction date|auftragseingang|zeitpunkt|timestamp|zeitstempel|belegdatum|bestellzeitpunkt|processed at|placed at",
  paidAt: "paid|paid at|paid date|bezahlt am|bezahlt|zahlungsdatum|date paid|paid on|zahlungseingang",
  fulfilledAt:
    "fulfilled at|shipped at|versendet am|versanddatum|shipping date|geliefert am|lieferdatum|completed date|date completed|ship date|delivered at",
  cancelledAt: "cancelled at|canceled at|storniert am|stornodatum|cancelled|cancellation date|cancelled on",
  lostReason:
    "lost reason|loss reason|deal lost reason|closed lost reason|verlustgrund|grund fuer verlust|grund verloren|deal verlustgrund|deal grund fuer verlust|dead deal reason|ablehnungsgrund|absagegrund|reason lost|grund fuer verlorenen deal|verlorengrund|deal grund des verlusts",
  pipeline: "pipeline|deal pipeline|pipeline name|verkaufspipeline|vertriebspipeline|pipelinename",
  source:
    "source|lead source|leadquelle|quelle|herkunft|original source|original traffic source|utm source|origin|channel|kanal|attribution source|traffic source|deal source|opportunity source|akquisekanal|lead herkunft|erstkontakt ueber|urspruengliche traffic quelle|urspruengliche quelle|deal source channel|kontaktquelle|landing page source|first touch source",
  medium: "medium|utm medium",
  campaign: "campaign|kampagne|utm campaign|campaign name|kampagnenname|primary campaign source",
  note: "note|notes|notiz|notizen|comment|comments|kommentar|kommentare|bemerkung|bemerkungen|deal description|deal beschreibung|remark|remarks|anmerkung|anmerkungen|note content|next step|customer note|kundennotiz|order notes",
  city: "city|ort|stadt|billing city|town|wohnort|default address city|primary address city|mailing city|rechnungsort|stadt rechnungsadresse|postal city|organization address city|billing address city",
  country:
    "country|land|billing country|country region|land region|office location|default address country code|country code|billing country code|laendercode|laenderkennzeichen|mailing country|nation|land rechnungsadresse|staat",
  domain:
    "domain|website|webseite|homepage|url|company domain name|unternehmens domain name|web|internetseite|company domain|website url|organization website|unternehmensdomain|domainname|web site",
  sector: "sector|industry|branche|lead industry|business segment|wirtschaftszweig|industrie|segment|geschaeftsfeld",
  employees:
    "employees|number of employees|mitarbeiter anzahl|mitarbeiterzahl|anzahl mitarbeiter|anzahl der mitarbeiter|employee count|company size|unternehmensgroesse|beschaeftigte|no of employees",
  revenue: "revenue|annual revenue|jahresumsatz|umsatz pro jahr|yearly revenue|turnover",
  parent:
    "parent|parent company|parent account|subsidiary of|muttergesellschaft|muttergesellschaft von|mutterunternehmen|konzern|tochter von|uebergeordneter account|uebergeordnetes unternehmen|parent organization",
  activityType: "activity type|type of activity|aktivitaetstyp|aktivitaetsart|art der aktivitaet|type|typ|art|task type",
  activityAt:
    "due date|activity date|faelligkeitsdatum|faellig am|faelligkeit|activity due date|erledigt am|done at|call date|anrufdatum|meeting date|last activity|marked as done time|add activity time|activity time|datum der aktivitaet",
  subject: "subject|betreff|activity|activity subject|aktivitaet|aktivitaetsbetreff|task|aufgabe|activity name",
  outcome: "call outcome|activity outcome|call result|gespraechsergebnis|anrufergebnis|result|resultat",
} as const;
export type Concept = keyof typeof words;

/** Columns that exports carry and nobody needs here: when it was changed last, what can be worked out again. */
const leftOut =
  "last modified date|last modified|modified date|updated at|updated|geaendert am|zuletzt geaendert|letzte aenderung|last activity date|engage quarter|close quarter|weighted amount|weighted value|deal weighted value|row id|row|zeile|index|accepts marketing|accepts email marketing|accepts sms marketing|tax exempt|total spent|total orders";

const byWord = new Map<string, Concept>();
for (const [concept, list] of Object.entries(words)) for (const word of list.split("|")) byWord.set(word, concept as Concept);
const ignored = new Set(leftOut.split("|"));

/** What the header means; undefined when it says nothing. Prefixes such as "Deal - " are dropped when the whole says nothing. */
export function conceptOf(header: string): Concept | "ignored" | undefined {
  const word = normalised(header);
  return (
    meaningOf(word) ??
    meaningOf(
      word.replace(
        /^(deal|lead|contact|kontakt|person|organization|organisation|company|unternehmen|account|opportunity|order|customer|activity|product|billing|primary|default address)\s+/,
        "",
      ),
    ) ??
    byEnding(word)
  );
}

function meaningOf(word: string): Concept | "ignored" | undefined {
  return ignored.has(word) ? "ignored" : byWord.get(word);
}

/** `utm_source_first`, `E-Mail (geschäftlich)`: words so plain that they decide wherever they stand. */
function byEnding(word: string): Concept | undefined {
  const tokens = new Set(word.split(" "));
  const has = (...each: string[]) => each.some((token) => tokens.has(token));
  if (has("associated", "accepts", "opt", "consent", "bounced", "status")) return undefined;
  if (has("email", "mail") && !has("last", "next", "number", "count", "domain", "date")) return "email";
  if (has("phone", "telefon", "mobil", "telefonnummer", "mobile") && !has("last", "type", "date")) return "phone";
  return undefined;
}

/** Whether a cell is a name that columns have, so that its row is a header. */
export function isKnownHeader(cell: string): boolean {
  return conceptOf(cell) !== undefined;
}
