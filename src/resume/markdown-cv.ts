import { StrataError } from '../error.ts';
import { isBoundedMarkdown } from '../intake/markdown-bounds.ts';
import { stripEmphasis } from '../text/emphasis.ts';
import { addContactLine } from './contact-lines.ts';
import { findDateSpan } from './dates.ts';
import { addSectionEntries } from './markdown-entries.ts';
import { addSectionLines } from './markdown-lines.ts';
import { flatTexts, markdownOutline, type OutlineBlock } from './markdown-outline.ts';
import { isDocumentTitle } from './plain-headings.ts';
import type { CvReading } from './read-cv.ts';
import type { ResumeDocument } from './resume-document.ts';
import { namesRemit, namesRole } from './role-words.ts';
import { namesOwnSection, sectionNamed } from './section-names.ts';
import { placeOf } from './written-lists.ts';

/**
 * Reads a CV in Markdown or plain text: the name as first heading, contact details below it, sections under
 * their usual headings, entries under headings or bold lines of their own.
 * @throws StrataError `CV_UNKNOWN_SHAPE` (kind `input`)
 */
export async function readMarkdownCv(text: string, where: string): Promise<CvReading> {
  if (!isBoundedMarkdown(text)) {
    throw new StrataError(
      'CV_UNKNOWN_SHAPE',
      'the text is no CV in Markdown: its paragraphs are far too long',
      {
        kind: 'input',
        where,
        action: 'part it into sections with headings and lists',
      },
    );
  }
  const blocks = await markdownOutline(text);
  const nameAt = blocks.findIndex((block) => block.kind === 'heading' && !isDocumentTitle(block.text));
  const nameBlock = blocks[nameAt];
  const document: ResumeDocument = { basics: {} };
  const notes: string[] = [];
  const hasName = nameBlock?.kind === 'heading' && !isSectionTitle(nameBlock.text);
  if (hasName) addName(document, nameBlock.text);
  const top = hasName ? [] : blocks.slice(0, Math.max(nameAt, 0)).filter((block) => block.kind === 'lines');
  const [firstLine] = top.flatMap((block) => block.lines);
  if (firstLine !== undefined && isNameLine(firstLine.text)) {
    addName(document, firstLine.text);
    top[0]?.lines.shift();
  }
  const body = [...top, ...blocks.slice(hasName ? nameAt + 1 : Math.max(nameAt, 0))];
  const sectionLevel = Math.min(
    ...body.map((block) => (block.kind === 'heading' ? block.level : Number.POSITIVE_INFINITY)),
  );
  const firstSection = body.findIndex((block) => block.kind === 'heading' && block.level === sectionLevel);
  addHeader(document, body.slice(0, firstSection === -1 ? body.length : firstSection));
  for (const { title, content } of sectionsOf(body, sectionLevel))
    addSection(document, title, content, notes);
  return { document, notes };
}

function isSectionTitle(text: string): boolean {
  return sectionNamed(text) !== 'extra' && text.split(' ').length <= 4;
}

/** Two to five words and no contact details: a name that no markup sets off. */
function isNameLine(text: string): boolean {
  return /^(?:(?:full )?name\s*:\s*)?[*_]*\p{Lu}[\p{L}\p{M}.'’-]*(?:\s+[\p{L}\p{M}.'’-]+){1,4}[*_]*$/iu.test(
    text,
  );
}

/** "Jane Doe – Staff nurse" and "Jane Doe, RN": what follows the name is not part of it. */
function addName(document: ResumeDocument, heading: string): void {
  const plain = stripEmphasis(heading).replace(
    /^(?:(?:curriculum vitae|cv|r[ée]sum[ée]|lebenslauf)\s*(?:of|von|[:–—-])|(?:full )?name\s*:)\s*/i,
    '',
  );
  const [name = plain, ...rest] = plain.split(/\s+[|·•–—-]\s+/u);
  document.basics = {
    ...document.basics,
    name: name.trim(),
    ...(rest.length > 0 ? { label: rest.join(' – ') } : {}),
  };
}

function addHeader(document: ResumeDocument, blocks: readonly OutlineBlock[]): void {
  const basics = document.basics ?? {};
  document.basics = basics;
  const prose: string[] = [];
  const lines = blocks.flatMap((block) => {
    if (block.kind === 'lines') return block.lines.map((line) => line.text);
    return block.kind === 'list' ? block.items.map((item) => item.text) : [block.text];
  });
  for (const line of lines) {
    if (line.split(/\s+/).length > 14 && !/[|·•]/.test(line)) prose.push(stripEmphasis(line));
    else for (const piece of addContactLine(basics, line)) addLooseDetail(basics, piece, line);
  }
  if (prose.length > 0) basics.summary ??= prose.join(' ');
}

function addLooseDetail(basics: NonNullable<ResumeDocument['basics']>, piece: string, line: string): void {
  const isAmongContacts = /[@|·•]/.test(line) || /\d{5}/.test(line);
  const isLabel = namesRole(piece) || (!isAmongContacts && !looksLikePlace(piece));
  if (basics.label === undefined && isLabel) basics.label = piece;
  else if (basics.location === undefined && !namesRole(piece) && piece.split(' ').length <= 8)
    basics.location = placeOf(piece);
}

/** "Cape Town, South Africa", and not "Staff nurse, intensive care" or "Growth, Marketing". */
function looksLikePlace(piece: string): boolean {
  const parts = piece.split(/\s*,\s*/);
  return (
    (parts.length === 2 || parts.length === 3) &&
    parts.every((part) => /^\p{Lu}[\p{L}.\s'’-]+$/u.test(part) && part.split(' ').length <= 3) &&
    !namesRole(piece) &&
    !namesRemit(parts[0] ?? '')
  );
}

function sectionsOf(
  body: readonly OutlineBlock[],
  level: number,
): { title: string; content: OutlineBlock[] }[] {
  const sections: { title: string; content: OutlineBlock[] }[] = [];
  for (const block of body) {
    if (block.kind === 'heading' && block.level === level)
      sections.push({ title: stripEmphasis(block.text), content: [] });
    else sections.at(-1)?.content.push(block);
  }
  return sections;
}

function addSection(document: ResumeDocument, title: string, content: OutlineBlock[], notes: string[]): void {
  const section = sectionNamed(title);
  switch (section) {
    case 'contact':
      addHeader(document, content);
      return;
    case 'summary': {
      const basics = document.basics ?? {};
      const text = content.flatMap(textsOf).map(stripEmphasis).join(' ');
      document.basics = { ...basics, summary: [basics.summary, text].filter(Boolean).join(' ') };
      return;
    }
    case 'work':
    case 'volunteer':
    case 'projects':
    case 'education':
      addSectionEntries(document, section, content, notes);
      return;
    case 'extra':
      if (!namesOwnSection(title) && holdsDatedEntries(content))
        addSectionEntries(document, 'work', content, notes);
      else addSectionLines(document, section, title, content);
      return;
    default:
      addSectionLines(document, section, title, content);
      return;
  }
}

/** Heads with spans of dates and lists below them are posts, whatever the section is called. */
function holdsDatedEntries(content: readonly OutlineBlock[]): boolean {
  return content.some((block, index) => {
    const above = content.slice(Math.max(0, index - 2), index);
    return (
      block.kind === 'list' &&
      above.some((head) => {
        if (head.kind === 'list') return false;
        const span = textsOf(head)
          .map(findDateSpan)
          .find((found) => found !== undefined);
        return span?.isOpen === true || span?.endDate !== undefined;
      })
    );
  });
}

function textsOf(block: OutlineBlock): string[] {
  if (block.kind === 'heading') return [block.text];
  return block.kind === 'lines' ? block.lines.map((line) => line.text) : block.items.flatMap(flatTexts);
}
