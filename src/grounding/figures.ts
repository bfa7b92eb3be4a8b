import { type FoundDate, findDates } from './dates.ts';
import { anyFraction, fractionSuffix, fractionValue } from './fractions.ts';
import { findNumberWords } from './number-words.ts';

/**
 * A figure as a text states it. Two figures are the same only if value, unit and bound are: "31 %" is "31%" and
 * "eleven" is "11", while "30 %", "over 31 %" and "31" are other claims. Values keep their digits as written
 * (3.10 is not 3.1) and their scale ("412k" is not 412,000, which claims more exactness).
 */
export interface Figure {
  start: number;
  end: number;
  /** As written. */
  text: string;
  value: string;
  /** `%`, a currency code, a unit of measure or time, `x` (times), `th` (ordinal) or empty. */
  unit: string;
  /** The unit that a range or list gives to its earlier figures: "from 47 to 16 minutes". */
  sharedUnit?: string;
  bound: Bound;
  /** Of a rate: "€412k a year", "4,500 buyers a minute". */
  per?: string;
}

export type Bound = '' | 'about' | 'nearly' | 'over' | 'at least' | '+' | 'under' | 'up to';

const currencies: Record<string, string> = {
  '€': 'eur',
  '£': 'gbp',
  $: 'usd',
  '¥': 'jpy',
  '₹': 'inr',
  us$: 'usd',
  euro: 'eur',
  euros: 'eur',
  dollar: 'usd',
  dollars: 'usd',
  pound: 'gbp',
  pounds: 'gbp',
};
const currencyCodes =
  'EUR|USD|GBP|PLN|CHF|SEK|NOK|DKK|CZK|HUF|RON|AUD|CAD|NZD|JPY|CNY|INR|BRL|MXN|ZAR|SGD|HKD';

/** Units that bind to a figure, by every way to write them. Nouns that are counted (people, clusters) are none. */
const unitWords: Record<string, string> = {
  '%|‰|percent|per ?cent|pct': '%',
  'percentage points?|pp|pts?|points?': 'points',
  'nanoseconds?|ns': 'ns',
  'microseconds?|[µμ]s': 'µs',
  'milliseconds?|msecs?|ms': 'ms',
  'seconds?|secs?|s': 's',
  'minutes?|mins?': 'min',
  'hours?|hrs?|h': 'h',
  days: 'day',
  'day|d': 'day',
  'working days?|business days?': 'working day',
  'weeks?|wks?': 'week',
  'months?|mos?': 'month',
  'years?|yrs?': 'year',
  'kilometres?|kilometers?|km': 'km',
  'metres?|meters?': 'metre',
  'centimetres?|centimeters?|cm': 'cm',
  'millimetres?|millimeters?|mm': 'mm',
  'micrometres?|micrometers?|microns?|[µμ]m': 'µm',
  'nanometres?|nanometers?|nm': 'nm',
  'miles?|mi': 'mile',
  'feet|foot|ft': 'foot',
  'inch(?:es)?': 'inch',
  'kilograms?|kilos?|kg': 'kg',
  'grams?|g': 'g',
  'milligrams?|mg': 'mg',
  'micrograms?|mcg|[µμ]g': 'µg',
  'tonnes?|tons?|t': 'tonne',
  'lbs?': 'lb',
  'litres?|liters?|l': 'litre',
  'millilitres?|milliliters?|ml': 'ml',
  'hectares?|ha': 'ha',
  acres: 'acre',
  'square metres?|square meters?|m²|sqm|sq m': 'm²',
  'square feet|sq ?ft|sqft': 'sqft',
  '°c|degrees? celsius': '°c',
  '°f': '°f',
  'kwh|kilowatt hours?': 'kwh',
  'mwh|megawatt hours?': 'mwh',
  'gwh|gigawatt hours?': 'gwh',
  'twh|terawatt hours?': 'twh',
  'kw|kilowatts?': 'kw',
  'mw|megawatts?': 'mw',
  'gw|gigawatts?': 'gw',
  'volts?|v': 'volt',
  'kv|kilovolts?': 'kv',
  'kva|kilovolt-amperes?': 'kva',
  'amperes?|amps?': 'ampere',
  'kilobytes?|kb': 'kb',
  'megabytes?|mb': 'mb',
  'gigabytes?|gb': 'gb',
  'terabytes?|tb': 'tb',
  'petabytes?|pb': 'pb',
  'hz|hertz': 'hz',
  'khz|kilohertz': 'khz',
  'mhz|megahertz': 'mhz',
  'ghz|gigahertz': 'ghz',
  fte: 'fte',
};
const unitOf = new Map<string, string>();
const unitBranches = Object.entries(unitWords)
  .flatMap(([words, unit]) => words.split('|').map((word) => ({ word, unit })))
  .sort((a, b) => b.word.length - a.word.length);
const unitPattern = new RegExp(
  String.raw`^[ -]?(?:${unitBranches.map(({ word }) => `(?:${word})`).join('|')})(?![\p{L}\p{N}])`,
  'iu',
);

const number = String.raw`\d{1,3}(?:[,'’  ]\d{3})+(?!\d)(?:\.\d+)?|\d{1,3}(?: \d{3})+(?![\d.,])|\d+(?:[.,:]\d+)*`;
const scaleWords =
  '[Tt]housand|[Mm]illion(?:en|er)?|[Bb]illion|[Tt]rillion|mn|bn|tn|Mio|Mrd|Tsd|Mill?iarden|[Mm]ln|[Mm]ld|tys|mio|mrd';
const figure = new RegExp(
  String.raw`(?<![\p{L}\p{N}_]|\d[.,])(?<sign>(?<![\p{L}\p{N})][-–]?)[-−–]|−)?(?<currency>(?:US\$|A\$|C\$|[€£$¥₹])\s?|(?:${currencyCodes})\s)?(?:(?<number>${number})(?<fraction>${fractionSuffix})?|(?<alone>${anyFraction.source}))(?<scale>\s?(?:${scaleWords})(?!\p{L})\.?|[kKMBT](?![\p{L}\p{N}])|(?<=[€£$¥₹]\s?[\d.,]+)[mbt](?![\p{L}\p{N}]))?`,
  'gu',
);
const ordinal = /^(?:st|nd|rd|th)(?![\p{L}\p{N}])/iu;
const times = /^(?:[ -]?times|[-‐ ]?fold|\s?[x×])(?![\p{L}\p{N}])/iu;
const plus = /^\+(?![\p{L}\p{N}])/u;
const trailingCurrency = new RegExp(
  String.raw`^\s?(?:[€£$¥₹]|(?:${currencyCodes}|[Ee]uros?|[Dd]ollars?|[Pp]ounds?)(?![\p{L}]))`,
  'u',
);

/** Spares most texts the costly pattern below. */
const anyPeriod =
  /(?: (?:an?|per|each|every) |\/)(?:second|minute|hour|day|week|fortnight|month|quarter|year|annum|shift)| (?:daily|weekly|monthly|quarterly|yearly|annually)/i;
/** A period right after a figure or after the one or two words that it counts. */
const rate =
  /^(?: [\p{Ll}-]+){0,2}?(?: (?:an?|per|each|every) |\/)(second|minute|hour|day|week|fortnight|month|quarter|year|annum|shift)(?!\p{L})|^(?: [\p{Ll}-]+){0,2}? (daily|weekly|monthly|quarterly|yearly|annually)(?!\p{L})/iu;

const bounds: [Bound, RegExp][] = [
  ['at least', /(?:\b(?:at least|no fewer than|no less than|a minimum of|minimum)|≥)\s*$/iu],
  [
    'over',
    /(?:(?<!\b(?:t[ao]k(?:e[ns]?|ing)|took|hand(?:ed|ing|s)?|carr(?:ied|y|ying)|roll(?:ed|ing|s)?|spread(?:ing)?|mov(?:e[ds]?|ing)|w[oi]n) )\b(?:over|(?<!(?:no|not) )more than|greater than|above|exceeding|in excess of|upwards? of|beyond)|>)\s*$/iu,
  ],
  ['under', /(?:\b(?:under|(?<!no )less than|(?<!no )fewer than|below)|<)\s*$/iu],
  ['up to', /(?:\b(?:up to|as many as|as much as|a maximum of|at most|no more than|not more than)|≤)\s*$/iu],
  ['nearly', /\b(?:nearly|almost|close to|just under)\s*$/iu],
  [
    'about',
    /(?:\b(?:about|around|approximately|approx\.?|roughly|circa|ca\.?|some|an estimated)|[~≈])\s*$/iu,
  ],
];

/**
 * All figures in a text, in order: digits with currency, sign, scale, unit and bound, and number words. Dates
 * and digits inside names (p99, k6, EN-A4) are left out.
 */
export function findFigures(text: string, dates: readonly FoundDate[] = findDates(text)): Figure[] {
  const figures: Figure[] = [];
  const inDate = (start: number, end: number) => dates.some((date) => start < date.end && end > date.start);
  for (const match of /\d/.test(text) || anyFraction.test(text) ? text.matchAll(figure) : []) {
    const { sign, currency, number: digits = '', fraction = '', alone, scale } = match.groups ?? {};
    const end = match.index + match[0].length;
    if (inDate(match.index, end)) continue;
    const after = text.slice(end);
    // Digits that run on into letters are part of a name unless the letters are a unit (640ms, 3rd).
    if (/^\p{L}/u.test(after) && !unitPattern.test(after) && !ordinal.test(after) && !times.test(after))
      continue;
    figures.push({
      ...withUnit(text, match.index, end, currency),
      value: `${sign === undefined ? '' : '-'}${fractionValue(plainDigits(digits), alone ?? fraction)}${scaleOf(scale)}`,
    });
  }
  for (const word of findNumberWords(text)) {
    if (inDate(word.start, word.end)) continue;
    if (figures.some((known) => word.start < known.end && word.end > known.start)) continue;
    const unit = withUnit(text, word.start, word.end, undefined);
    figures.push({ ...unit, value: word.value, unit: word.unit === '' ? unit.unit : word.unit });
  }
  figures.sort((a, b) => a.start - b.start);
  for (const [index, first] of figures.entries()) {
    const next = figures[index + 1];
    if (next === undefined || next.unit === '' || first.unit !== '') continue;
    if (/^\s*(?:to|and|or|[-–—→/])\s*(?:about |over |under )?$/iu.test(text.slice(first.end, next.start))) {
      first.sharedUnit = next.unit;
    }
  }
  return figures;
}

function withUnit(
  text: string,
  start: number,
  numberEnd: number,
  currency: string | undefined,
): Omit<Figure, 'value'> {
  let end = numberEnd;
  let bound = boundBefore(text.slice(Math.max(0, start - 24), start));
  let unit = currency === undefined ? '' : currencyCode(currency);
  const take = (pattern: RegExp) => {
    const found = pattern.exec(text.slice(end))?.[0];
    end += found?.length ?? 0;
    return found;
  };
  if (unit === '') {
    const found = take(trailingCurrency);
    if (found !== undefined) unit = currencyCode(found);
  }
  if (take(plus) !== undefined) bound = '+';
  if (unit === '' && take(ordinal) !== undefined) unit = 'th';
  if (unit === '' && take(times) !== undefined) unit = 'x';
  if (unit === '') {
    const found = take(unitPattern);
    if (found !== undefined) unit = measure(found);
  }
  const after = text.slice(end);
  const per = anyPeriod.test(after) ? rate.exec(after) : null;
  const period = per?.[1] ?? per?.[2];
  return {
    start,
    end,
    text: text.slice(start, end),
    unit,
    bound,
    ...(period === undefined ? {} : { per: perOf(period.toLowerCase()) }),
  };
}

function perOf(period: string): string {
  if (/^(?:annum|annually|yearly)$/u.test(period)) return 'year';
  return period === 'daily' ? 'day' : period.replace(/ly$/u, '');
}

function boundBefore(before: string): Bound {
  return bounds.find(([, pattern]) => pattern.test(before))?.[0] ?? '';
}

function currencyCode(written: string): string {
  const lower = written.trim().toLowerCase();
  return currencies[lower] ?? currencies[lower.slice(-1)] ?? lower;
}

function measure(written: string): string {
  const lower = written.replace(/^[ -]/u, '').toLowerCase();
  const known = unitOf.get(lower);
  if (known !== undefined) return known;
  const branch = unitBranches.find(({ word }) => new RegExp(`^(?:${word})$`).test(lower));
  const unit = branch?.unit ?? lower;
  unitOf.set(lower, unit);
  return unit;
}

/** Marks of thousands go, and a comma before one or two digits is a decimal point: 98,4 and 1.234,5. */
function plainDigits(digits: string): string {
  if (/^\d{1,3}(?:\.\d{3})*,\d{1,2}$/u.test(digits)) return digits.replaceAll('.', '').replace(',', '.');
  return /^\d{1,3}(?:[,'’  \s]\d{3})+(?:\.\d+)?$/u.test(digits) ? digits.replaceAll(/[,'’\s]/gu, '') : digits;
}

function scaleOf(scale: string | undefined): string {
  const lower = (scale ?? '').trim().toLowerCase().replace(/\.$/u, '');
  if (lower === '') return '';
  if (/^(?:k|t(?:housand|sd|ys)$)/u.test(lower)) return 'k';
  if (/^(?:mn|m|mln|mio|million(?:en|er)?)$/u.test(lower)) return 'm';
  return /^(?:b|mrd$|mld$|mill?iarden$)/u.test(lower) ? 'bn' : 'tn';
}

/** Whether the claim says no more than the known figure: the same, or the same and called approximate. */
export function isSameFigure(claimed: Figure, known: Figure): boolean {
  if (claimed.value !== known.value) return false;
  if (claimed.per !== undefined && known.per !== undefined && claimed.per !== known.per) return false;
  const unitFits =
    claimed.unit === known.unit ||
    (claimed.unit === '' && known.unit !== '' && claimed.sharedUnit === known.unit) ||
    (known.unit === '' && known.sharedUnit === claimed.unit) ||
    (known.sharedUnit !== undefined && known.sharedUnit === claimed.sharedUnit);
  return unitFits && (claimed.bound === known.bound || (weaker[known.bound] ?? []).includes(claimed.bound));
}

/** Bounds that say less than the known one, or as much: "30+" is written for "over 30" and for "at least 30". */
const weaker: Partial<Record<Bound, Bound[]>> = {
  '': ['about'],
  over: ['at least', '+'],
  'at least': ['+'],
  '+': ['over', 'at least'],
  under: ['up to'],
};
