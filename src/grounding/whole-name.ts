import { missingQualifier } from './qualifiers.ts';

/** Whether a text has a name whole; a remark in brackets may be left out unless it makes the name a lesser one. */
export function holdsName(text: string, name: string): boolean {
  const within = ` ${plainWords(text)} `;
  const short = name.replaceAll(/\s*\([^()]*\)/gu, '');
  if (within.includes(` ${plainWords(name)} `)) return true;
  return missingQualifier(name, text) === undefined && within.includes(` ${plainWords(short)} `);
}

/** Letters and digits in lower case, one space between words, so that punctuation does not matter. */
export function plainWords(text: string): string {
  return (
    text
      .toLowerCase()
      .normalize('NFC')
      .match(/[\p{L}\p{N}\p{M}+#]+/gu) ?? []
  ).join(' ');
}
