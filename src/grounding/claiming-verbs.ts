import { stemOf } from '../text/stems.ts';

/** Verbs that claim a merit of one sort, and what in a source bears any of them out. */
export interface VerbFamily {
  kind: 'scope' | 'skill';
  claims: ReadonlySet<string>;
  /** Stems; the verbs themselves are among them. */
  borneBy: ReadonlySet<string>;
  /** Signs of more than one word. */
  borneByPhrase?: RegExp;
}

const leadingWords = `led lead leads leading headed heads heading directed directs directing managed manages manage
  managing supervised supervises supervise supervising oversaw oversee oversees overseeing overseen chaired chairs
  chairing spearheaded spearheads spearheading orchestrated orchestrates orchestrating commanded captained steered
  masterminded governed championed`;

/** Verbs that any job can be told in (built, ran, improved, launched) belong to none. */
const verbFamilies: readonly VerbFamily[] = [
  family(
    'scope',
    leadingWords,
    `leader leadership head director manager management supervisor supervision oversight ran run running runs
      responsible charge chief chair chairman chairwoman captain foreman matron president drove drive driving drives
      own owned owner ownership founded founder founding pioneered commander coordinated coordinator organised
      organized superintendent principal`,
  ),
  family(
    'scope',
    'owned owns owning ownership',
    'own owner responsible responsibility accountable accountability sole',
    /\bin charge\b/iu,
  ),
  family(
    'scope',
    'founded founds founding co-founded cofounded',
    'founder founders established establish launched launch created creating started start',
    /\bset(?:ting)? up\b/iu,
  ),
  family(
    'scope',
    'pioneered pioneers pioneering invented invents inventing',
    'pioneer inventor patent first founded',
  ),
  family(
    'skill',
    'established establishes establishing',
    `founded founder introduced introducing created creating started launched built build building initiated formed
      developed opened implemented designed instituted`,
    /\bset(?:ting)? up\b/iu,
  ),
  family(
    'skill',
    'won wins winning',
    'win award awarded awards prize medal champion secured closed landed winner',
    /\b(?:first|1st|top)\b/iu,
  ),
  family(
    'skill',
    'eliminated eliminates eliminating eradicated eradicates eradicating abolished abolishing',
    'removed remove removing removal elimination zero retired replaced ended stopped dropped none',
    /\b(?:no (?:more|longer)|to (?:0|nil|none)|rid of|without)\b/iu,
  ),
  family(
    'skill',
    'transformed transforms transforming revolutionised revolutionized revolutionising revolutionizing reinvented',
    'transformation transformational overhauled rebuilt redesigned revolution turnaround',
    /\bturn(?:ed|ing)? (?:a)?round\b/iu,
  ),
  family(
    'skill',
    'saved saves rescued rescues rescuing',
    `save saving savings cut cutting reduced reducing reduction lowered shortened fell avoided rescue recovered
      restored prevented freed down`,
    /[-−–]\s?\d|\bfrom\b.+\bto\b/u,
  ),
];

function family(
  kind: VerbFamily['kind'],
  claims: string,
  others: string,
  borneByPhrase?: RegExp,
): VerbFamily {
  return {
    kind,
    claims: new Set(claims.split(/\s+/u)),
    borneBy: new Set(`${claims} ${others}`.split(/\s+/u).map(stemOf)),
    ...(borneByPhrase === undefined ? {} : { borneByPhrase }),
  };
}

/** The family that a word claims, where it stands as a verb of merit; "led to" and "managed to" claim none. */
export function familyOf(word: string, after: string): VerbFamily | undefined {
  const lower = word.toLowerCase();
  const found = verbFamilies.find(({ claims }) => claims.has(lower));
  if (found === undefined) return undefined;
  return /^(?:le(?:a)?d(?:s|ing)?|manag(?:e[ds]?|ing))$/u.test(lower) && /^ (?:\p{L}+ly )?to\b/u.test(after)
    ? undefined
    : found;
}
