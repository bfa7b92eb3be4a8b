import { stemmer } from 'stemmer';

const stems = new Map<string, string>();

/**
 * Words that Porter's rules unite with unrelated ones (accountant/account, policy/police, important/import);
 * each line keeps its own stem, the first word of the line.
 */
const keptApart = new Map(
  [
    'accountant accountants',
    'authorization authorizations authorize authorized authorizing',
    'community communities',
    'emergency emergencies',
    'excellent excellence',
    'executive executives',
    'experience experiences experienced',
    'experiment experiments experimental',
    'general generally',
    'important importance',
    'international internationally',
    'news',
    'organization organizations organizational',
    'police',
    'policy policies',
    'secretary secretaries secretarial',
    'university universities',
  ].flatMap((line) => line.split(' ').map((word) => [word, line.split(' ')[0] ?? word] as const)),
);

/** Porter stem, case-folded. Terms with digits or symbols (C++, k6, CI/CD) stay as they are, case-folded. */
export function stemOf(word: string): string {
  const known = stems.get(word);
  if (known !== undefined) return known;
  const lower = word.toLowerCase().replaceAll('’', "'").replace(/'s$/, '');
  const american = /^[a-z]+(?:'[a-z]+)?$/.test(lower) ? toAmerican(lower) : undefined;
  const stem = american === undefined ? lower : (keptApart.get(american) ?? stemmer(american));
  if (stems.size > 50_000) stems.clear();
  stems.set(word, stem);
  return stem;
}

/** Spares most words the patterns below. */
const mayBeBritish = /is|lys|our|re|mme|ce|ll(?:ing|ed)$/;

/** British and American spellings share a stem: organise/organize, analyse/analyze, colour/color, centre/center. */
export function toAmerican(word: string): string {
  if (!mayBeBritish.test(word)) return word;
  return word
    .replace(/([a-z]{3,})is(e|ed|es|ing|ation|ations|er|ers)$/, (whole, root: string, ending: string) =>
      /(?:adv|prom|exerc|superv|rev|dev|surpr|pra|ra|prec|expert|franch|telev|compr|d|w|no|cru|bru)$/.test(
        root,
      )
        ? whole
        : `${root}iz${ending}`,
    )
    .replace(/lys(e|ed|es|ing)$/, 'lyz$1')
    .replace(/^(col|fav|behavi|lab|neighb|hon|harb|hum)our/, '$1or')
    .replace(/^(cent|theat|lit|fib)re(s?)$/, '$1er$2')
    .replace(/^(program)me/, '$1')
    .replace(/^(licen|defen)ce/, '$1se')
    .replace(/lling$/, 'ling')
    .replace(/lled$/, 'led');
}

/** Words that say nothing by themselves: articles, pronouns, prepositions, auxiliaries, fillers. */
const stopWords = new Set(
  `a about above across after again against ago all almost along already also although always am among an and
  another any anybody anyone anything are aren't around as at away back be became because become been before
  behind being below beside between beyond both but by came can can't cannot come could couldn't did didn't do
  does doesn't doing don't done down due during each either else enough etc even ever every everybody everyone
  everything few first for from further get gets getting give given go goes going got had has hasn't have
  haven't having he he'd he'll he's hence her here hers herself him himself his how however i i'd i'll i'm i've
  if in including indeed into is isn't it it's its itself just keep kept know last least less let like made make
  makes making many may maybe me might mine more most much must my myself near need needs neither never next no
  nobody none nor not nothing now of off often on once one ones only onto or other others otherwise our ours
  ourselves out over own per perhaps put quite rather really s same say see seem seems several shall she
  she'd she'll she's should shouldn't since so some somebody someone something sometimes soon still such take
  taken takes than that that's the their theirs them themselves then there these they they'd they'll they're
  they've thing things this those though through thus to together too toward towards two under until up upon us
  used using usual usually very via want wants was wasn't way we we'd we'll we're we've well went were weren't
  what whatever when where whether which while who whole whom whose why will with within without won't would
  wouldn't yet you you'd you'll you're you've your yours yourself e.g. i.e. eg ie`.split(/\s+/),
);

export function isStopWord(word: string): boolean {
  const lower = word.toLowerCase();
  return stopWords.has(lower.includes('’') ? lower.replaceAll('’', "'") : lower);
}
