/** A number written in words. `value` is written in digits, with `k`, `m`, `bn` or `tn` for its scale word. */
export interface NumberWord {
  start: number;
  end: number;
  value: string;
  unit: '' | 'x';
}

const units: Record<string, number> = {
  zero: 0,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  thirteen: 13,
  fourteen: 14,
  fifteen: 15,
  sixteen: 16,
  seventeen: 17,
  eighteen: 18,
  nineteen: 19,
};

const tens: Record<string, number> = {
  twenty: 20,
  thirty: 30,
  forty: 40,
  fourty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
};

const scales: Record<string, string> = { thousand: 'k', million: 'm', billion: 'bn', trillion: 'tn' };

const below100 = [...Object.keys(tens), ...Object.keys(units)].join('|');
/** Spares most texts the costly pattern below, which matches nothing without one of these. */
const anyCardinal = new RegExp(String.raw`\b(?:${below100}|hundred|dozen)(?:-?fold)?\b`, 'i');
const cardinal = new RegExp(
  String.raw`(?<![\p{L}\p{N}_])(?:(?:(${below100})(?:[- ](${Object.keys(units).join('|')}))?(?:[- ](hundred|dozen))?|an? (hundred|dozen)|half an? (dozen)|(hundred|dozen))(?:(?: and)? (${below100})(?:-(${Object.keys(units).join('|')}))?(?= (?:thousand|million)|[^\p{L}]))?)(?:[- ](thousand|million|billion|trillion))?(?:-?(fold))?(?![\p{L}\p{N}_])`,
  'giu',
);

/**
 * Words that are figures by themselves. "Half" and "halved" say the same; "50 %" does not. `sign` is the cheap
 * test that spares most texts the pattern.
 */
const multiples: { sign: string; pattern: RegExp; value: string; unit: '' | 'x' }[] = [
  { sign: 'doubl', pattern: /(?<![\p{L}-])(?:doubl(?:e|es|ed|ing))(?!\p{L})/giu, value: '2', unit: 'x' },
  { sign: 'tw', pattern: /(?<![\p{L}-])(?:twice|twofold)(?!\p{L})/giu, value: '2', unit: 'x' },
  { sign: 'tripl', pattern: /(?<![\p{L}-])(?:tripl(?:e|es|ed|ing))(?!\p{L})/giu, value: '3', unit: 'x' },
  { sign: 'trebl', pattern: /(?<![\p{L}-])(?:trebl(?:e|es|ed|ing))(?!\p{L})/giu, value: '3', unit: 'x' },
  { sign: 'thrice', pattern: /(?<![\p{L}-])thrice(?!\p{L})/giu, value: '3', unit: 'x' },
  {
    sign: 'quadrupl',
    pattern: /(?<![\p{L}-])(?:quadrupl(?:e|es|ed|ing))(?!\p{L})/giu,
    value: '4',
    unit: 'x',
  },
  {
    sign: 'quintupl',
    pattern: /(?<![\p{L}-])(?:quintupl(?:e|es|ed|ing))(?!\p{L})/giu,
    value: '5',
    unit: 'x',
  },
  {
    sign: 'hal',
    pattern: /(?<!\p{L})(?:halv(?:e|es|ed|ing)|half(?! an? dozen))(?!\p{L})/giu,
    value: 'half',
    unit: '',
  },
  { sign: 'third', pattern: /(?<!\p{L})thirds?(?![\p{L}-]p)(?!\p{L})/giu, value: 'third', unit: '' },
  { sign: 'quarter', pattern: /(?<!\p{L})quarters?(?!\p{L})/giu, value: 'quarter', unit: '' },
  { sign: 'fifth', pattern: /(?<!\p{L})fifths?(?!\p{L})/giu, value: 'fifth', unit: '' },
  { sign: 'tenth', pattern: /(?<!\p{L})tenths?(?!\p{L})/giu, value: 'tenth', unit: '' },
  { sign: 'dozens', pattern: /(?<!\p{L})dozens(?!\p{L})/giu, value: 'dozens', unit: '' },
  { sign: 'hundreds', pattern: /(?<!\p{L})hundreds(?!\p{L})/giu, value: 'hundreds', unit: '' },
  { sign: 'thousands', pattern: /(?<!\p{L})thousands(?!\p{L})/giu, value: 'thousands', unit: '' },
  { sign: 'millions', pattern: /(?<!\p{L})millions(?!\p{L})/giu, value: 'millions', unit: '' },
  { sign: 'billions', pattern: /(?<!\p{L})billions(?!\p{L})/giu, value: 'billions', unit: '' },
];

/** "One" as a pronoun or article says no number. */
const pronounAfter = /^(?:['’]s| of| another|-off| who| which| that)(?![\p{L}])/iu;
const pronounBefore = /(?:\b(?:no|any|every|some|each|the|this|that|another|which|good|last|new)[ -])$/iu;

/** All numbers written in words ("eleven", "half a dozen", "two hundred", "doubled", "thousands"). */
export function findNumberWords(text: string): NumberWord[] {
  const found: NumberWord[] = [];
  for (const match of anyCardinal.test(text) ? text.matchAll(cardinal) : []) {
    const [whole, first, unit, hundred, aHundred, halfDozen, bare, more, moreUnit, scale, fold] = match;
    const after = text.slice(match.index + whole.length);
    const isOne = /^one$/iu.test(whole);
    if (isOne && (pronounAfter.test(after) || pronounBefore.test(text.slice(0, match.index)))) continue;
    let value = wordValue(first) + wordValue(unit);
    const multiplier = hundred ?? aHundred ?? bare;
    if (multiplier !== undefined) value = (value || 1) * (multiplier.toLowerCase() === 'dozen' ? 12 : 100);
    if (halfDozen !== undefined) value = 6;
    value += wordValue(more) + wordValue(moreUnit);
    found.push({
      start: match.index,
      end: match.index + whole.length,
      value: `${value}${scale === undefined ? '' : scales[scale.toLowerCase()]}`,
      unit: fold === undefined ? '' : 'x',
    });
  }
  const lower = text.toLowerCase();
  for (const { sign, pattern, value, unit } of multiples) {
    if (!lower.includes(sign)) continue;
    for (const match of text.matchAll(pattern)) {
      const end = match.index + match[0].length;
      if (!found.some((other) => match.index < other.end && end > other.start)) {
        found.push({ start: match.index, end, value, unit });
      }
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

function wordValue(word: string | undefined): number {
  if (word === undefined) return 0;
  const lower = word.toLowerCase();
  return units[lower] ?? tens[lower] ?? 0;
}
