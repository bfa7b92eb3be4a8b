/** Vulgar fractions as decimals, as exactly as people write them; thirds have no such form. */
const decimals: Record<string, string> = {
  '1/2': '.5',
  '1/4': '.25',
  '3/4': '.75',
  '1/5': '.2',
  '2/5': '.4',
  '3/5': '.6',
  '4/5': '.8',
  '1/8': '.125',
  '3/8': '.375',
  '5/8': '.625',
  '7/8': '.875',
};

/** One of them alone says the same as the word. */
const words: Record<string, string> = { '1/2': 'half', '1/3': 'third', '1/4': 'quarter', '1/5': 'fifth' };

/** A fraction in one character: ½, ⅔. */
export const anyFraction = /[¼½¾⅐-⅞]/u;

/** What may follow the digits of a mixed number: 3½, 3 ½, 3 1/2, 3-1/2. Source of a regular expression. */
export const fractionSuffix = String.raw`[ \u00a0\u2009\u202f]?[¼½¾⅐-⅞]|[ \u00a0\u202f-](?:1[/⁄][2-58]|2[/⁄][35]|3[/⁄][458]|4[/⁄]5|5[/⁄]8|7[/⁄]8)(?![\p{L}\p{N}/])`;

/** The value of digits with a fraction after them: "3" and "½" are "3.5", "½" alone is "half". */
export function fractionValue(digits: string, written: string): string {
  const fraction = written
    .normalize('NFKC')
    .replaceAll('⁄', '/')
    .replaceAll(/[^\d/]/gu, '');
  if (fraction === '') return digits;
  if (digits === '') return words[fraction] ?? fraction;
  return `${digits}${decimals[fraction] ?? ` ${fraction}`}`;
}
