import type { Credential, MasterCv } from '../resume/resume.ts';
import { missingQualifier } from './qualifiers.ts';
import type { Violation } from './violation.ts';
import { holdsName, plainWords } from './whole-name.ts';

/** A summary this short is a remark such as "shortlisted"; a longer one may be left out. */
const mostRemarkWords = 4;

/**
 * What a line on a certificate, an award or a publication may not leave out: the word that makes it a lesser
 * one, and the rest of an issuer's name ("Nature Methods" is not "Nature").
 *
 * @param following the lines right below, which may say it too
 */
export function checkCredentialParts(text: string, following: string, id: string, cv: MasterCv): Violation[] {
  const credential = [...cv.certificates, ...cv.awards, ...cv.publications].find((known) => known.id === id);
  if (credential === undefined) return [];
  const dropped = namesIt(text, credential)
    ? missingQualifier(knownRemarks(credential), `${text} ${following}`)
    : undefined;
  const remark: Violation[] =
    dropped === undefined
      ? []
      : [fault(text, 0, text.length, `the master CV says "${dropped}" of it`, 'skill')];
  return [...remark, ...cutIssuer(text, credential)];
}

function knownRemarks({ name, issuer, summary = '' }: Credential): string {
  const remark = summary.split(/\s+/u).length <= mostRemarkWords ? summary : '';
  return [name, issuer, remark].filter(Boolean).join(', ');
}

/** Most of the name's words stand in the text. */
function namesIt(text: string, { name }: Credential): boolean {
  const words = plainWords(name).split(' ');
  const said = new Set(plainWords(text).split(' '));
  return words.filter((word) => said.has(word)).length * 2 > words.length;
}

/** A part of the line that is nothing but the beginning or the end of the issuer's name. */
function cutIssuer(text: string, { name, issuer }: Credential): Violation[] {
  if (issuer === undefined || holdsName(text, issuer)) return [];
  const whole = plainWords(issuer.replaceAll(/\s*\([^()]*\)/gu, ''));
  return [...text.matchAll(/[^,;:|•·()–—]+/gu)].flatMap((match): Violation[] => {
    const part = plainWords(match[0]);
    const isCut = part !== '' && (whole.startsWith(`${part} `) || whole.endsWith(` ${part}`));
    if (!isCut || ` ${plainWords(name)} `.includes(` ${part} `)) return [];
    const start = match.index + (match[0].length - match[0].trimStart().length);
    return [fault(text, start, start + match[0].trim().length, `the master CV says "${issuer}"`, 'employer')];
  });
}

function fault(text: string, start: number, end: number, reason: string, kind: Violation['kind']): Violation {
  return { kind, words: text.slice(start, end), start, end, reason };
}
