import { allText } from '../resume/cv-text.ts';
import type { MasterCv } from '../resume/resume.ts';
import { findDates } from './dates.ts';
import type { Violation } from './violation.ts';

const email = String.raw`[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+`;
const address = String.raw`(?:https?:\/\/|www\.)[^\s()<>|\]",]*[^\s()<>|\]",.;:]|\b(?:[\w-]+\.)+[a-z]{2,}(?:\/[^\s()<>|\]",]*)?`;
const phone = String.raw`(?<![\p{L}\p{N}])\+?\(?\d[\d ()./-]{6,}\d(?![\p{L}\p{N}])`;
const contact = new RegExp(`(?<email>${email})|(?<address>${address})|(?<phone>${phone})`, 'giu');
/** What stands before a contact, or instead of the address that a link hides. */
const label =
  /(?<![\p{L}\p{N}])(?:e-?mail|mail|phone|tel(?:ephone)?|mobile|cell(?:phone)?|fax|address|location|web(?:site)?|url|home ?page|linkedin|github|gitlab|xing|orcid|portfolio|based in)(?![\p{L}\p{N}])\.?\s*:?/giu;

/**
 * How to reach somebody is a claim too: each address and number must be one of the master CV's.
 *
 * @param isContactLine whether bare domains and numbers are meant as contacts as well
 */
export function checkContacts(text: string, cv: MasterCv, isContactLine: boolean): Violation[] {
  const found = findContacts(text);
  if (found.length === 0) return [];
  const known = knownContacts(cv);
  return found
    .filter(({ groups, index, 0: said }) => {
      // Elsewhere figures and names (Node.js, Booking.com) have checks of their own.
      if (!isContactLine && !/@|^https?:|^www\./iu.test(said)) return false;
      const { email: mail, phone: number } = groups ?? {};
      if (number !== undefined) return !isKnownNumber(said, known.numbers) && !isDates(text, index, said);
      if (mail !== undefined) return !known.text.includes(said.toLowerCase());
      return !known.pages.some((page) => page === pageOf(said)) && !known.words.has(said.toLowerCase());
    })
    .map(({ index, 0: words }) => ({
      kind: 'contact',
      words,
      start: index,
      end: index + words.length,
      reason: 'the master CV has no such contact',
    }));
}

/** Blanks contacts and their labels out, so that offsets into the rest stay right. */
export function withoutContacts(text: string): string {
  let rest = text;
  for (const { index, 0: said } of findContacts(text)) {
    rest = rest.slice(0, index) + ' '.repeat(said.length) + rest.slice(index + said.length);
  }
  return rest.replaceAll(label, (said) => ' '.repeat(said.length));
}

function findContacts(text: string): RegExpExecArray[] {
  return [...text.matchAll(contact)];
}

function knownContacts(cv: MasterCv) {
  const text = allText(cv).toLowerCase();
  const { url, profiles } = cv.basics;
  const written = [...text.matchAll(new RegExp(address, 'giu'))].map(([page]) => page);
  const named = profiles.flatMap(({ network = '', username = '' }) =>
    username === ''
      ? []
      : ['/', '/in/', '/@'].map((path) => `${network.replaceAll(' ', '')}.com${path}${username}`),
  );
  return {
    text,
    words: new Set(text.split(/[\s,;()]+/u)),
    pages: [url, ...profiles.map((profile) => profile.url), ...written, ...named]
      .filter((page) => page !== undefined)
      .map(pageOf),
    numbers: [cv.basics.phone ?? '', ...[...text.matchAll(new RegExp(phone, 'giu'))].map(([said]) => said)]
      .map(digitsOf)
      .filter((digits) => digits !== ''),
  };
}

function pageOf(address_: string): string {
  return address_
    .toLowerCase()
    .replace(/^https?:\/\//u, '')
    .replace(/^(?:www|[a-z]{2})\.(?=[^.]+\.)/u, '')
    .replace(/[/#?]+$/u, '');
}

/** The country's code may be written or left out, with the zero that it replaces. */
function digitsOf(number: string): string {
  return number.replaceAll('(0)', '').replaceAll(/\D/gu, '').replace(/^0+/u, '');
}

function isKnownNumber(said: string, known: readonly string[]): boolean {
  const digits = digitsOf(said);
  return known.some(
    (number) =>
      number === digits || number.endsWith(digits) || (number.length >= 7 && digits.endsWith(number)),
  );
}

/** "2019 - 2021" looks like a number to call. */
function isDates(text: string, start: number, said: string): boolean {
  return findDates(text).some((date) => date.start >= start && date.end <= start + said.length);
}
