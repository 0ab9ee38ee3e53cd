import type { Language } from "./catalog.ts";

/** A made-up person. The address belongs to a domain that exists nowhere (RFC 2606) and to nobody else in the shop. */
export type Person = { firstName: string; lastName: string; email: string; city: string; country: string };

const lists: Record<
  Language,
  { country: string; first: string; last: string; cities: string; kinds: string; places: string; office: string }
> = {
  de: {
    country: "DE",
    first:
      "Lena Jonas Dilara Ole Marta Emil Sophie Felix Nele Ralf Miriam Paul Aylin Greta Timo Ida Kim Jana Anna Ben Clara David Emma Finn Hannah Jakob Katharina Leon Marie Moritz Nina Oskar Petra Quirin Rosa Simon Thea Ulrich Vera Wiebke Yusuf Zoe Anke Bernd Carla Dirk Elif Frauke Georg Heike Ingo Julia Kemal Lukas Mona Niklas Olga Pia Rainer Svenja Tarek Ursula Volker Wanda Alina Birgit Carsten Dorothea Erik Franziska Gesa Hendrik Inga Jette Klaus Lotte Malte Nadine Okan Piotr Renate Stefan Tanja Uwe Valentin Wolfgang Agnes Boris Cem Doris Elena Fritz Gudrun Holger Irina Joost Karla",
    last: "Hoffmann Weber Kaya Jansen Nowak Haas Krämer Baumann Schröder Engel Vogt Richter Demir Lorenz Berger Sommer Albers Petersen Brandt Otto Lang Becker Schulz Wagner Fischer Meyer Koch Bauer Klein Wolf Neumann Schwarz Zimmermann Braun Hartmann Lange Krause Lehmann Köhler Maier Walter Peters Scholz Möller Weiß Jung Hahn Schubert Winkler Roth Beck Lindner Frank Voss Ahrens Behrens Carstens Dietrich Ebert Falk Gerber Harms Isik Jacobs Kowalski Lührs Marx Nagel Oltmanns Paulsen Quast Reimers Sander Thomsen Ulbrich Vollmer Wendt Yilmaz Ziegler Arslan Bruns Claußen Dorn Ehlers Friese Graf Heine Iversen Jürgens Kruse Ludwig Martens Nissen Oster Pohl Rasch Siemers Tietjen Urban Vetter Witt Zander Adler Busch Cramer Dörr Eggers Feddersen Gräf Hinrichs Immel Jahn Kern Lübke Mertens Noll",
    cities:
      "Hamburg Hamburg Hamburg Kiel Bremen Berlin Berlin Jena Ulm Lübeck Hannover Leipzig Dresden Köln München Münster Oldenburg Flensburg Rostock Göttingen Freiburg Stuttgart Frankfurt Nürnberg Erfurt Kassel Bonn Mainz Potsdam Husum",
    kinds: "Hotel|Café|Teestube|Pension|Bistro|Praxis|Büro|Feinkost|Bäckerei|Gasthaus",
    places:
      "Seeblick|Morgenrot|Am Hafen|Nordwind|Lindner|Alte Post|Deichkrone|Sonnenhof|Leuchtturm|Zur Mühle|Marktplatz|Rosengarten|Elbterrasse|Dr. Falk|Heidekrug|Möwe|Waldhaus|Schlosspark|Kontor|Anker",
    office: "einkauf",
  },
  en: {
    country: "IE",
    first:
      "Emma Jack Olivia Liam Aoife Sean Grace Noah Ella Conor Sophie James Lucy Daniel Ruby Oliver Freya Harry Mia Thomas Isla George Amelia Oscar Niamh Patrick Chloe Ryan Hannah Adam Ava Luke Molly Ethan Erin Dylan Zara Owen Alice Henry Poppy Samuel Eve Charlie Maeve Callum Rose Finn Orla Declan Nora Eoin Ivy Arthur Priya Amir Leila Ravi Sana Omar Anya Kofi Mei Tariq Saoirse Brendan Ciara Fiona Gareth Heather Ian Joanna Keith Laura Martin Naomi Peter Rachel Simon Teresa Victor Wendy Alan Bridget Colin Deirdre Edward Frances Gordon Helen Irene Julian Karen Leonard Maria Neil",
    last: "Murphy Kelly Walsh Smith Byrne Ryan Connor Doyle Taylor Wilson Brown Evans Thomas Roberts Johnson Wright Walker White Green Hall Wood Jackson Clarke Hughes Edwards Turner Hill Moore Clark Harrison Scott Young Morris King Watson Carter Baker Cooper Ward Lee Morgan Allen Price Bennett Gray Cox Shaw Ellis Mason Hunt Palmer Webb Mills Fox Stone Marsh Lowe Day Flynn Nolan Quinn Reilly Brady Casey Daly Egan Farrell Grady Hayes Joyce Keane Lynch Moran Nash Power Roche Sheehan Tobin Burke Costello Devlin Foley Gallagher Healy Kavanagh Lawlor Madden Naughton Phelan Regan Sweeney Tierney Whelan Barrett Coyle Duffy Fallon Gilmore Hogan Kinsella Larkin Mulligan Neville Prior Redmond Stafford Tracey Vaughan Wynne Patel Khan Singh Ahmed Chen Okafor Novak Silva Rossi Haddad",
    cities:
      "Dublin Dublin Dublin Cork Galway Belfast Limerick London London Manchester Edinburgh Glasgow Bristol Leeds York Cardiff Liverpool Newcastle Bath Oxford Waterford Sligo Derry Brighton Norwich",
    kinds: "Hotel|Café|Tearoom|Guesthouse|Bistro|Bakery|Deli|Studio|Inn|Practice",
    places:
      "Lakeview|Daybreak|Harbour|Northwind|Lindner|Old Post|Seacrest|Sunny Court|Lighthouse|The Mill|Market Square|Rose Garden|Riverside|Dr Falk|Heather|Seagull|Woodhouse|Castle Park|Counting House|Anchor",
    office: "orders",
  },
};

type Names = { country: string; first: string[]; last: string[]; cities: string[]; kinds: string[]; places: string[]; office: string };
const names = Object.fromEntries(
  Object.entries(lists).map(([language, list]) => [
    language,
    {
      ...list,
      first: list.first.split(" "),
      last: list.last.split(" "),
      cities: list.cities.split(" "),
      kinds: list.kinds.split("|"),
      places: list.places.split("|"),
    },
  ]),
) as Record<Language, Names>;

/** Those of the past and those of the live hours draw from different domains, so they never share an address. */
const domains = {
  past: ["beispiel.example", "post.example", "briefkasten.example", "mail.example"],
  live: ["netz.example", "kurier.example"],
};
const suffixes = 90;
/** A prime above every size of the space, so that stepping by it visits each address once before any repeats. */
const step = 15_485_863;

/** The person with this number. Different numbers (up to some millions) give different addresses. */
export function personOf(number: number, language: Language, era: "past" | "live"): Person {
  const { first, last, cities, country } = names[language];
  const mailDomains = domains[era];
  let rest = (number * step + 7) % (first.length * last.length * suffixes * mailDomains.length);
  const take = (size: number) => {
    const value = rest % size;
    rest = Math.floor(rest / size);
    return value;
  };
  const firstName = first[take(first.length)]!;
  const lastName = last[take(last.length)]!;
  const suffix = 10 + take(suffixes);
  return {
    firstName,
    lastName,
    email: `${ascii(firstName)}.${ascii(lastName)}${suffix}@${mailDomains[rest]!}`,
    city: cities[(number * 7919) % cities.length]!,
    country,
  };
}

/** A business buyer: the person who orders, at the company's own address. */
export function buyerOf(number: number, language: Language, era: "past" | "live"): Person & { company: string } {
  const { kinds, places, office } = names[language];
  const person = personOf(number, language, era);
  const company = `${kinds[(number * 31) % kinds.length]!} ${places[(number * 17 + (number >> 4)) % places.length]!}`;
  return {
    ...person,
    company,
    email: `${office}.${number.toString(36)}${era === "live" ? "-l" : ""}@${ascii(company).replaceAll(" ", "-")}.example`,
  };
}

function ascii(text: string): string {
  return text
    .toLowerCase()
    .replaceAll("ä", "ae")
    .replaceAll("ö", "oe")
    .replaceAll("ü", "ue")
    .replaceAll("ß", "ss")
    .normalize("NFD")
    .replaceAll(/[^a-z0-9 -]/g, "");
}
