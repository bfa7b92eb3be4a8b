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
const cardinal = new RegExp(
  String.raw`(?<![\p{L}\p{N}_])(?:(?:(${below100})(?:[- ](${Object.keys(units).join('|')}))?(?:[- ](hundred|dozen))?|an? (hundred|dozen)|half an? (dozen)|(hundred|dozen))(?:(?: and)? (${below100})(?:-(${Object.keys(units).join('|')}))?(?= (?:thousand|million)|[^\p{L}]))?)(?:[- ](thousand|million|billion|trillion))?(?:-?(fold))?(?![\p{L}\p{N}_])`,
  'giu',
);

/** Words that are figures by themselves. "Half" and "halved" say the same; "50 %" does not. */
const multiples: [RegExp, string, '' | 'x'][] = [
  [/(?<![\p{L}-])(?:doubl(?:e|es|ed|ing)|twice|twofold)(?!\p{L})/giu, '2', 'x'],
  [/(?<![\p{L}-])(?:tripl(?:e|es|ed|ing)|trebl(?:e|es|ed|ing)|thrice)(?!\p{L})/giu, '3', 'x'],
  [/(?<![\p{L}-])quadrupl(?:e|es|ed|ing)(?!\p{L})/giu, '4', 'x'],
  [/(?<![\p{L}-])quintupl(?:e|es|ed|ing)(?!\p{L})/giu, '5', 'x'],
  [/(?<![\p{L}])(?:halv(?:e|es|ed|ing)|half(?! an? dozen))(?!\p{L})/giu, 'half', ''],
  [/(?<![\p{L}])(?:thirds?)(?![\p{L}-]p)(?!\p{L})/giu, 'third', ''],
  [/(?<![\p{L}])(?:quarters?)(?!\p{L})/giu, 'quarter', ''],
  [/(?<![\p{L}])(?:fifths?)(?!\p{L})/giu, 'fifth', ''],
  [/(?<![\p{L}])(?:tenths?)(?!\p{L})/giu, 'tenth', ''],
  [/(?<![\p{L}])dozens(?!\p{L})/giu, 'dozens', ''],
  [/(?<![\p{L}])hundreds(?!\p{L})/giu, 'hundreds', ''],
  [/(?<![\p{L}])thousands(?!\p{L})/giu, 'thousands', ''],
  [/(?<![\p{L}])millions(?!\p{L})/giu, 'millions', ''],
  [/(?<![\p{L}])billions(?!\p{L})/giu, 'billions', ''],
];

/** "One" as a pronoun or article says no number. */
const pronounAfter = /^(?:['’]s| of| another|-off| who| which| that)(?![\p{L}])/iu;
const pronounBefore = /(?:\b(?:no|any|every|some|each|the|this|that|another|which|good|last|new)[ -])$/iu;

/** All numbers written in words ("eleven", "half a dozen", "two hundred", "doubled", "thousands"). */
export function findNumberWords(text: string): NumberWord[] {
  const found: NumberWord[] = [];
  for (const match of text.matchAll(cardinal)) {
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
  for (const [pattern, value, unit] of multiples) {
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
