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

/** Words that are figures by themselves; letters round them are looked for only where one is found. */
const multiple =
  /(?:doubl|tripl|trebl|quadrupl|quintupl|halv)(?:es|ed|ing|e)|twice|twofold|thrice|half(?! an? dozen)|thirds?(?!-p)|(?:quarter|fifth|tenth)s?|dozens|hundreds|thousands|millions|billions/gi;

/** What they say, by how they begin. "Half" and "halved" say the same; "50 %" does not. */
const multiples: [beginning: string, value: string, unit: '' | 'x'][] = [
  ['doubl', '2', 'x'],
  ['tw', '2', 'x'],
  ['tripl', '3', 'x'],
  ['trebl', '3', 'x'],
  ['thrice', '3', 'x'],
  ['quadrupl', '4', 'x'],
  ['quintupl', '5', 'x'],
  ['hal', 'half', ''],
  ...['third', 'quarter', 'fifth', 'tenth'].map((part): [string, string, ''] => [part, part, '']),
  ...['dozens', 'hundreds', 'thousands', 'millions', 'billions'].map((many): [string, string, ''] => [
    many,
    many,
    '',
  ]),
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
  for (const match of text.matchAll(multiple)) {
    const start = match.index;
    const end = start + match[0].length;
    const lower = match[0].toLowerCase();
    const [, value, unit] = multiples.find(([beginning]) => lower.startsWith(beginning)) ?? [];
    if (value === undefined || unit === undefined || !standsAlone(text, start, end)) continue;
    if (unit === 'x' && text[start - 1] === '-') continue;
    if (!found.some((other) => start < other.end && end > other.start))
      found.push({ start, end, value, unit });
  }
  return found.sort((a, b) => a.start - b.start);
}

function standsAlone(text: string, start: number, end: number): boolean {
  return (
    !/\p{L}$/u.test(text.slice(Math.max(0, start - 2), start)) && !/^\p{L}/u.test(text.slice(end, end + 2))
  );
}

function wordValue(word: string | undefined): number {
  if (word === undefined) return 0;
  const lower = word.toLowerCase();
  return units[lower] ?? tens[lower] ?? 0;
}
