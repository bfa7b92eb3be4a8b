import type { MasterCv } from '../../resume/resume.ts';
import { splitSentences } from '../../text/sentences.ts';

const asksForRight =
  /right to work|(authori[sz]ed|authori[sz]ation|eligible|eligibility|permission|permitted) to (live and )?work|work (permit|visa|authori[sz]ation)|\bcitizen(s|ship)?\b(?! (services?|science|engagement|experience))|green card|permanent residen|security clearance/i;

/** Ways in which postings write countries that differ from the name in CLDR. */
const aliases: Record<string, RegExp> = {
  US: /\bU\.?S\.?(A\.?)?(?=\W|$)|\bUnited States\b|\bAmerican? citizen/,
  GB: /\bU\.?K\.?(?=\W|$)|\bUnited Kingdom\b|\b(Great )?Britain\b|\bBritish citizen/,
  AE: /\bUAE\b|\bEmirates\b/,
  CZ: /\bCzech/,
  NL: /\bNetherlands\b|\bHolland\b/,
};

export interface EligibilityDemand {
  /** Verbatim sentence of the posting. */
  quote: string;
  /** ISO 3166 code of the country whose permission is asked for, if the sentence names one. */
  country: string;
}

/** A demand for the right to work in, or the citizenship of, one country; or undefined. */
export function eligibilityDemand(text: string): EligibilityDemand | undefined {
  if (!asksForRight.test(text)) return undefined;
  for (const quote of splitSentences(text)) {
    if (!asksForRight.test(quote) || /\b(not (required|necessary)|sponsor)/i.test(quote)) continue;
    const named = countriesIn(quote);
    const [country] = named;
    if (country !== undefined && named.length === 1) return { quote, country };
  }
  return undefined;
}

/**
 * Whether the CV's owner lives elsewhere and says nothing of a right to work there. A mild sign only: many hold
 * the right all the same.
 */
export function mayLackRight(demand: EligibilityDemand, cv: MasterCv): boolean {
  const home = cv.basics.location?.countryCode?.toUpperCase();
  if (home === undefined || home === demand.country) return false;
  const said = [
    cv.basics.summary ?? '',
    ...cv.extra.flatMap(({ bullets }) => bullets.map(({ text }) => text)),
  ].join('\n');
  return !(asksForRight.test(said) && countriesIn(said).includes(demand.country));
}

let countryNames: Map<string, string> | undefined;

function countriesIn(text: string): string[] {
  countryNames ??= readCountryNames();
  const found = Object.entries(aliases).flatMap(([code, pattern]) => (pattern.test(text) ? [code] : []));
  for (const match of text.matchAll(/\p{Lu}[\p{L}-]+(?: (?:and |of )?\p{Lu}[\p{L}-]+)*/gu)) {
    const code = countryNames.get(match[0]);
    if (code !== undefined && !found.includes(code)) found.push(code);
  }
  return found;
}

function readCountryNames(): Map<string, string> {
  const display = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  const names = new Map<string, string>();
  for (const first of 'ABCDEFGHIJKLMNOPQRSTUVWYZ') {
    for (const second of 'ABCDEFGHIJKLMNOPQRSTUVWXYZ') {
      const name = display.of(first + second);
      if (name !== undefined && !names.has(name)) names.set(name, first + second);
    }
  }
  return names;
}
