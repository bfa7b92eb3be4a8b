import { stripEmphasis } from '../text/emphasis.ts';
import { findDateSpan } from './dates.ts';
import { addExtra, push } from './document-lists.ts';
import { splitAtCommas } from './entry-heads.ts';
import type { EntrySection } from './markdown-entries.ts';
import { flatTexts, type OutlineBlock } from './markdown-outline.ts';
import { known, type ResumeDocument } from './resume-document.ts';
import type { CvSection } from './section-names.ts';
import { languageLine, skillLine, splitList } from './written-lists.ts';

/** Sections whose lines and items are each a thing of their own. */
export function addSectionLines(
  document: ResumeDocument,
  section: Exclude<CvSection, EntrySection | 'summary' | 'contact'>,
  title: string,
  content: readonly OutlineBlock[],
): void {
  let group: string | undefined;
  for (const block of content) {
    if (block.kind === 'heading') {
      group = stripEmphasis(block.text);
      if (section !== 'skills') addLine(document, section, title, block.text);
      continue;
    }
    const lines =
      block.kind === 'lines' ? block.lines.map((line) => line.text) : block.items.flatMap(flatTexts);
    const plain = lines.map(stripEmphasis);
    const isBareList =
      section === 'skills' && block.kind === 'list' && plain.every((line) => !/:\s/.test(line));
    if (section === 'skills' && (group !== undefined || isBareList)) {
      push(document, 'skills', known({ name: group, keywords: plain.flatMap(splitList) }));
    } else for (const line of lines) addLine(document, section, title, line);
  }
}

function addLine(
  document: ResumeDocument,
  section: Exclude<CvSection, EntrySection | 'summary' | 'contact'>,
  title: string,
  raw: string,
): void {
  const line = stripEmphasis(raw).trim();
  const url = /\((https?:\/\/[^)\s]+)\)/.exec(raw)?.[1] ?? /https?:\/\/\S+$/.exec(line)?.[0];
  switch (section) {
    case 'skills':
      push(document, 'skills', skillLine(line));
      return;
    case 'languages':
      for (const language of splitList(line)) push(document, 'languages', languageLine(language));
      return;
    case 'interests':
      push(document, 'interests', skillLine(line));
      return;
    case 'references':
      push(document, 'references', { name: line });
      return;
    case 'certificates': {
      push(document, 'certificates', { ...credentialLine(line), ...known({ url }) });
      return;
    }
    case 'awards': {
      const { name, issuer, date, summary } = credentialLine(line);
      push(document, 'awards', known({ title: name, awarder: issuer, date, url, summary }));
      return;
    }
    case 'publications': {
      const { name, issuer, date, summary } = credentialLine(line);
      // References in a journal's style stay whole: their parts follow no order that could be relied on.
      const isReference = /\p{L}{2,}\.\s+\p{Lu}/u.test(name) || /\(\d{4}\)\.|\bet al\b/.test(line);
      const published = isReference ? { name: line } : known({ name, publisher: issuer, summary });
      push(document, 'publications', { ...published, ...known({ releaseDate: date, url }) });
      return;
    }
    case 'extra':
      addExtra(document, title, [raw]);
      return;
  }
}

interface CredentialLine {
  name: string;
  issuer?: string;
  date?: string;
  summary?: string;
}

/**
 * "Name, Issuer, May 2021: what it was for" or "Name — Issuer (2021)"; what comes last names the issuer. A date
 * counts at the end only, after a separator or in brackets; else the line stays as it is: "valid to 09/2027".
 */
function credentialLine(line: string): CredentialLine {
  const withoutUrl = line.replace(/\s*https?:\/\/\S+$/, '');
  const [, head = withoutUrl, summary] = /^(.*\b(?:19|20)\d{2}\)?):\s+(\S.*)$/u.exec(withoutUrl) ?? [];
  const { before, date } = datedEnd(head);
  const commas = splitAtCommas(before);
  const strong = before.split(/\s*[|·•]\s*|\s+[—–-]\s+/u).filter((part) => part !== '');
  const parts = date !== undefined && commas.length > 1 && !/[|·•]/.test(before) ? commas : strong;
  const issuer = parts.length > 1 ? parts.at(-1) : undefined;
  const name = issuer === undefined ? before : before.slice(0, before.length - issuer.length);
  return known({ name: name.replace(/[\s,–—|·•-]+$/u, '') || line, issuer, date, summary }) as CredentialLine;
}

function datedEnd(head: string): { before: string; date?: string } {
  const [, before, written = ''] =
    /^(.*?\S)(?:\s*,\s*|\s+[–—|·•-]\s+|\s*[|·•]\s*|\s*[([])([^,|·•()[\]]+)[)\]]?\.?$/u.exec(head) ?? [];
  const span = findDateSpan(written.trim());
  const isDateAlone = span !== undefined && span.start === 0 && span.end === written.trim().length;
  if (before === undefined || !isDateAlone || span.isOpen || span.endDate !== undefined)
    return { before: head };
  return known({ before, date: span.startDate }) as { before: string; date?: string };
}
