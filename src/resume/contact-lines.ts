import { stripEmphasis } from '../text/emphasis.ts';
import { known, type ResumeDocument } from './resume-document.ts';
import { placeOf } from './written-lists.ts';

type Basics = NonNullable<ResumeDocument['basics']>;

const email = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/u;
const address =
  /(?:https?:\/\/|www\.)[^\s()<>|\]]+|(?<![\p{L}\p{N}@.])(?:[a-z0-9-]+\.)+(?:com|org|net|io|dev|me|eu|uk|de|fr|es|nl|pl|edu|info|co|ai|app|page|example)(?:\/[^\s()<>|\]]*)?(?![\p{L}\p{N}@])/iu;
const phone = /(?<![\p{L}\p{N}])\+?\(?\d[\d\s()./-]{6,18}\d(?!\p{N})/u;
const label =
  /^(?:e-?mail|mail|phone|tel(?:ephone)?|mobile|cell|address|location|web(?:site)?|url|linkedin|github|home|portfolio)\s*:\s*/i;

const networks: [RegExp, string][] = [
  [/\blinkedin\./i, 'LinkedIn'],
  [/\bgithub\./i, 'GitHub'],
  [/\bgitlab\./i, 'GitLab'],
  [/(?:twitter|x)\.com/i, 'X'],
  [/xing\.com/i, 'Xing'],
  [/orcid\.org/i, 'ORCID'],
  [/stackoverflow\.com/i, 'Stack Overflow'],
];

/**
 * Puts what a line under the name says into the contact details.
 * @returns the pieces that are no contact details: a label such as "Staff nurse", or a place
 */
export function addContactLine(basics: Basics, line: string): string[] {
  const rest: string[] = [];
  for (const [, url] of line.matchAll(/\]\(((?:https?:|mailto:|tel:)[^)\s]+)\)/g))
    if (url !== undefined) addAddress(basics, url);
  const plain = stripEmphasis(line.replaceAll(/\[([^\]]*)\]\((?:https?:|mailto:|tel:)[^)\s]+\)/g, '$1'));
  // "Chef / London / mail": a stroke parts contact details, yet "Steuerberater / Senior Accountant" is one label.
  const separators = email.test(plain)
    ? /\s*[|·•‖;]\s*|\s{3,}|\t|\s+[–—/-]\s+/u
    : /\s*[|·•‖;]\s*|\s{3,}|\t|\s+[–—]\s+/u;
  for (const piece of plain.split(separators)) {
    const text = piece.trim().replace(/[,.]$/, '');
    if (text === '') continue;
    const bare = text.replace(label, '').trim();
    const mail = email.exec(bare)?.[0];
    const url = mail === undefined ? address.exec(bare)?.[0] : undefined;
    const call = mail === undefined && url === undefined ? phone.exec(bare)?.[0] : undefined;
    if (mail !== undefined) basics.email ??= mail;
    else if (url !== undefined) addAddress(basics, url);
    else if (call !== undefined) basics.phone ??= call.trim();
    else if (/^(?:address|location|home)\s*:/i.test(text)) basics.location ??= placeOf(bare);
    else if (/^(?:linkedin|github|website|portfolio|web|e-?mail|phone)\b/i.test(text)) continue;
    else rest.push(bare);
  }
  return rest;
}

function addAddress(basics: Basics, written: string): void {
  if (/^mailto:/i.test(written)) {
    basics.email ??= written.slice('mailto:'.length);
    return;
  }
  if (/^tel:/i.test(written)) {
    basics.phone ??= written.slice('tel:'.length);
    return;
  }
  const url = /^https?:/i.test(written) ? written : `https://${written}`;
  const network = networks.find(([pattern]) => pattern.test(url))?.[1];
  if (network === undefined && (basics.url === undefined || basics.url === url)) {
    basics.url = url;
    return;
  }
  basics.profiles ??= [];
  if (basics.profiles.some((profile) => profile.url === url)) return;
  const username = network === undefined ? undefined : /\/([^/?#]+)\/?(?:[?#].*)?$/.exec(url)?.[1];
  basics.profiles.push(known({ network, username, url }));
}
