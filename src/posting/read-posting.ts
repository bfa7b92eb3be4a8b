import { StrataError } from '../error.ts';
import { assertReadable, type InputLimits } from '../intake/input-limits.ts';
import { sourceOf } from '../intake/input-source.ts';
import type { InputText } from '../jobs/job.ts';
import { stripEmphasis } from '../text/emphasis.ts';
import { countWords } from '../text/words.ts';
import { arrangeBlocks } from './arrange-blocks.ts';
import { employerAndPlace, employerInTitle, employerUnder } from './employer-line.ts';
import { partGluedTerms, splitGluedFacts, splitGluedHeading } from './glued-words.ts';
import { splitInlineList } from './inline-lists.ts';
import { dropChrome, withoutLinkLabels } from './page-chrome.ts';
import type { Posting } from './posting.ts';
import { findCompany, isEmployerName } from './posting-company.ts';
import { postingFormatOf } from './posting-format.ts';
import { findTitle } from './posting-title.ts';
import type { RawBlock, RawPosting } from './raw-block.ts';
import { isSectionHeading } from './section-headings.ts';
import { statedFacts } from './stated-facts.ts';

/** Fewer words than this say nothing about a post. */
const leastWords = 20;

/**
 * Reads a job posting: plain text, Markdown or HTML, told apart by media type, name and content.
 *
 * @throws StrataError kind `input`: `POSTING_EMPTY`, `POSTING_TOO_LARGE`, `POSTING_NOT_TEXT`, `POSTING_NO_TEXT`
 */
export async function readPosting(input: InputText, limits: InputLimits): Promise<Posting> {
  assertReadable(input, limits, 'POSTING');
  const text = cleaned(input.text);
  const format = postingFormatOf(input, text);
  const raw = await readFormat(format, text);
  const { blocks, chrome } = dropChrome(tidied(raw.blocks));
  assertSomethingToRead(blocks, format, input.name);

  const stated = statedFacts(blocks);
  const { declared } = raw;
  const found = findTitle(blocks, declared, stated, raw.pageTitle);
  const behind = employerInTitle(found.title, blocks, isEmployerName);
  const title = behind?.title ?? found.title;
  const labelled = stated.company === undefined ? undefined : employerAndPlace(stated.company);
  const employer = labelled ?? employerUnder(blocks, found.blockIndex, isEmployerName) ?? behind;
  const company =
    declared.company ??
    employer?.company ??
    findCompany({ blocks, title, pageTitle: raw.pageTitle, chrome: [...raw.chrome, ...chrome] });
  // "Augsburg · Hybrid": a way of working names no place.
  const isPlaceless = /^(?:hybrid|remote|on-?site)$/i.test(stated.location ?? '');
  const place =
    employer?.location === undefined || (stated.location !== undefined && !isPlaceless)
      ? {}
      : { location: employer.location };
  const { title: _title, company: _company, ...facts } = { ...stated, ...place, ...declared };
  const notes = [...raw.notes];
  if (chrome.length > 0)
    notes.push(`${chrome.length === 1 ? '1 line' : `${chrome.length} lines`} of page chrome ignored.`);
  if (company === undefined) notes.push('The posting does not say who hires.');
  const atCompany = ` at ${company}`;
  return {
    // "Sous chef at X" would be said twice wherever title and company stand together.
    title: title.endsWith(atCompany) ? title.slice(0, -atCompany.length) : title,
    ...(company === undefined ? {} : { company }),
    ...facts,
    ...arrangeBlocks(blocks, found.blockIndex),
    source: { ...sourceOf(input), format },
    notes,
  };
}

async function readFormat(format: Posting['source']['format'], text: string): Promise<RawPosting> {
  switch (format) {
    case 'html':
      return (await import('./html-page.ts')).readHtmlPosting(text);
    case 'markdown':
      return (await import('./markdown-posting.ts')).readMarkdownPosting(text);
    case 'text':
      return (await import('./plain-posting.ts')).readPlainPosting(text);
  }
}

/** Invisible characters carry no wording, and some are used to smuggle one in. */
function cleaned(text: string): string {
  return text
    .normalize('NFC')
    .replaceAll(
      /[\u00AD\u200B\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]|[\u{E0000}-\u{E007F}]/gu,
      '',
    )
    .replaceAll('\u00A0', ' ');
}

function tidied(blocks: readonly RawBlock[]): RawBlock[] {
  return blocks
    .map((block) => ({ ...block, text: singleLine(stripEmphasis(block.text)) }))
    .filter((block) => /[\p{L}\p{N}]/u.test(block.text))
    .flatMap(unglued)
    .flatMap(splitInlineList)
    .map(asHeading);
}

function unglued(block: RawBlock): RawBlock[] {
  if (block.kind === 'heading') {
    const parts = withoutLinkLabels(splitGluedHeading(block.text));
    return [{ ...block, text: parts.length === 0 ? block.text : parts.join(' – ') }];
  }
  const facts = splitGluedFacts(block.text);
  return facts === undefined
    ? [{ ...block, text: partGluedTerms(block.text) }]
    : facts.map((text) => ({ kind: 'paragraph', text }));
}

/** A short paragraph that is bold as a whole, or is a section's usual name, heads what follows it. */
function asHeading(block: RawBlock): RawBlock {
  const isHeading =
    block.kind === 'paragraph' &&
    block.emphasised === true &&
    block.text.split(' ').length <= 14 &&
    !/[.!;,]$/.test(block.text) &&
    !/:\s\S/.test(block.text);
  const isNamed = block.kind === 'paragraph' && isSectionHeading(block.text);
  return isHeading || isNamed ? { kind: 'heading', level: 7, text: block.text } : block;
}

function assertSomethingToRead(blocks: readonly RawBlock[], format: string, where: string): void {
  const words = blocks.reduce((sum, block) => sum + countWords(block.text), 0);
  if (words >= leastWords) return;
  if (words === 0) {
    const isPage = format === 'html';
    throw new StrataError(
      'POSTING_EMPTY',
      isPage
        ? 'the page holds no visible text; it may be one that only a script fills'
        : 'the posting holds no text',
      {
        kind: 'input',
        where,
        action: isPage
          ? 'save the page from a browser after it has loaded, or copy its text into a file'
          : 'hand in the text of the posting',
      },
    );
  }
  throw new StrataError('POSTING_NO_TEXT', `the posting has only ${words} words, too few to work with`, {
    kind: 'input',
    where,
    action: 'hand in the whole text of the posting, with its tasks and requirements',
  });
}

function singleLine(text: string): string {
  return text.replaceAll(/\s+/gu, ' ').trim();
}
