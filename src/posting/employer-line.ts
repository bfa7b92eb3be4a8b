import { isLegalForm, leadingCompany } from '../text/legal-forms.ts';
import { isEverydayWord } from '../text/rarity.ts';
import type { RawBlock } from './raw-block.ts';
import { isSectionHeading } from './section-headings.ts';
import { isContractOrPay } from './stated-facts.ts';

export interface Employer {
  company: string;
  location?: string;
}

/** Parts "Nordvik Beverages AB — Malmö" and "Tideline Energy (Edinburgh)" into the name and the place behind it. */
export function employerAndPlace(written: string): Employer {
  const text = written.trim();
  const leading = leadingCompany(text);
  const [piece = text] = text.split(/\s+[—–|·•-]\s+|\s*[|·•]\s*|\s+\(/u);
  const company = leading ?? beforeComma(piece);
  const rest = text
    .slice(company.length)
    .replace(/^[\s,;:—–|·•(-]+/u, '')
    .split(/\s+[—–·•|-]\s+|\s*[|·•]\s*|\)/u)[0]
    ?.trim();
  const isPlace =
    rest !== undefined &&
    /^\p{Lu}[\p{L}.'’-]*(?:[\s,]+\p{L}[\p{L}.'’-]*){0,4}$/u.test(rest) &&
    !isContractOrPay(rest) &&
    !isLegalForm(rest);
  return isPlace ? { company, location: rest } : { company };
}

/** "Acme, Inc." keeps its legal form. */
function beforeComma(text: string): string {
  const [name = text, next] = text.split(/\s*,\s*/);
  return next !== undefined && isLegalForm(next) ? `${name}, ${next}` : name;
}

/**
 * The employer named in the short lines right under the title: known by its legal form, by bold type, or by the
 * text speaking of it again.
 */
export function employerUnder(
  blocks: readonly RawBlock[],
  titleIndex: number | undefined,
  isName: (candidate: string) => boolean,
): Employer | undefined {
  const from = (titleIndex ?? 0) + 1;
  for (const { kind, text, boldStart } of blocks.slice(from, from + 2)) {
    if (kind === 'heading' || text.split(' ').length > 14 || /[!?:]$|\p{Ll}{3}\.$/u.test(text))
      return undefined;
    if (/:\s/.test(text.split(/\s+[·|]\s+/u)[0] ?? '')) continue;
    const found = employerAndPlace(text);
    const { company } = found;
    if (!isName(company) || isContractOrPay(company) || isSectionHeading(company)) continue;
    const elsewhere = blocks.filter((block) => block.text !== text).map((block) => block.text);
    const isKnown =
      leadingCompany(text) !== undefined ||
      boldStart === company ||
      isSpokenOf(company, elsewhere.join('\n'));
    if (isKnown) return found;
  }
  return undefined;
}

/** "Maintenance Electrician - Glanbrook Foods, Naas": an employer behind the title, if the text speaks of it. */
export function employerInTitle(
  title: string,
  blocks: readonly RawBlock[],
  isName: (candidate: string) => boolean,
): (Employer & { title: string }) | undefined {
  const match = /^(.*?\S)\s+(?:[-–—|·]|@)\s+(\S.*)$/u.exec(title);
  const [, post, behind] = match ?? [];
  if (post === undefined || behind === undefined) return undefined;
  const found = employerAndPlace(behind);
  const elsewhere = blocks.filter(({ text }) => !text.includes(behind)).map(({ text }) => text);
  const isKnown = leadingCompany(behind) !== undefined || isSpokenOf(found.company, elsewhere.join('\n'));
  return isName(found.company) && isKnown ? { ...found, title: post } : undefined;
}

/** Whether the text names it, in full or by its first word as "Helixa" for "Helixa Therapeutics". */
function isSpokenOf(company: string, text: string): boolean {
  const [first = ''] = company.split(' ');
  if (company.includes(' ') && stands(company, text)) return true;
  return first.length >= 4 && !isEverydayWord(first) && stands(first, text);
}

function stands(name: string, text: string): boolean {
  const escaped = name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(String.raw`(?<![\p{L}\p{N}])${escaped}(?![\p{L}\p{N}])`, 'u').test(text);
}
