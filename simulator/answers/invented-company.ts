import { seededRandom, seedOf } from '../seeded-random.ts';

export interface InventedPage {
  url: string;
  title: string;
  description: string;
  markdown: string;
}

const trades = [
  ['electricity meters', 'utilities', 'Tromsø'],
  ['ferry timetables', 'harbours', 'Split'],
  ['hearing aids', 'clinics', 'Gdańsk'],
  ['seed potatoes', 'growers', 'Groningen'],
  ['lift maintenance', 'housing associations', 'Porto'],
] as const;

const givenNames = ['Maren', 'Tomasz', 'Ilse', 'Dario', 'Yuki', 'Femke'];
const familyNames = ['Vollan', 'Krawiec', 'Brandsma', 'Pereira', 'Okafor', 'Lindqvist'];

/** The pages of a company that nobody has: the same for the same seed and name. Every figure in them is invented. */
export function inventedPages(company: string, seed: number): InventedPage[] {
  const random = seededRandom(seedOf(company, seed));
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const [trade, customers, city] = pick(trades);
  const founded = 1990 + Math.floor(random() * 30);
  const people = 20 + Math.floor(random() * 400);
  const sites = 10 + Math.floor(random() * 200);
  const person = () => `${pick(givenNames)} ${pick(familyNames)}`;
  const root = `https://www.${slug(company)}.example`;
  const page = (path: string, title: string, description: string, lines: string[]) => ({
    url: `${root}${path}`,
    title: `${title} – ${company}`,
    description,
    markdown: [`# ${title}`, ...lines].join('\n\n'),
  });
  return [
    page('/about', `About ${company}`, `${company} looks after ${trade} for ${sites} ${customers}.`, [
      `${company} was founded in ${founded} and looks after ${trade} for ${sites} ${customers}.`,
      `${people} people work at ${company}, most of them in ${city}.`,
      `The company belongs to its employees and has been profitable since ${founded + 4}.`,
    ]),
    page('/team', 'Team', `The people who run ${company}.`, [
      `${person()} leads the engineering team at ${company}.`,
      `${person()} is head of people at ${company} and reads every application.`,
    ]),
    page('/news', 'News', `What is new at ${company}.`, [
      `In March ${company} opened a second office in ${city} for its platform team.`,
      `${company} now measures the time from reading to bill, and publishes it every quarter.`,
    ]),
  ];
}

/** The company that an address is of: its host's name. */
export function companyOfUrl(url: string): string {
  const host = URL.canParse(url) ? new URL(url).hostname : url;
  const name = host.replace(/^www\./, '').split('.')[0] ?? 'company';
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** The company that a search is about: what is quoted, else the first words that begin with a capital. */
export function companyOfQuery(query: string): string {
  const quoted = /"([^"]+)"/.exec(query)?.[1];
  if (quoted !== undefined) return quoted;
  return /\p{Lu}[\p{L}\p{N}&.-]*(?:\s+\p{Lu}[\p{L}\p{N}&.-]*)*/u.exec(query)?.[0] ?? query.slice(0, 40);
}

function slug(name: string): string {
  const ascii = name
    .normalize('NFKD')
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .toLowerCase();
  return (
    ascii
      .replaceAll(/[^a-z0-9-]/g, '')
      .replaceAll(/^-+|-+$/g, '')
      .slice(0, 60) || 'company'
  );
}
