import type { InputText } from '../jobs/job.ts';
import type { Posting } from '../posting/posting.ts';
import type { MasterCv } from '../resume/resume.ts';
import { stripEmphasis } from '../text/emphasis.ts';
import { countWords } from '../text/words.ts';
import { atsCoverage } from './ats.ts';
import { type BlockFinding, checkBlocks } from './check-blocks.ts';
import { takeApart } from './check-figures.ts';
import type { CvBlock } from './cv-block.ts';
import type { KnownEntry } from './known-entry.ts';
import { masterBlocks } from './master-blocks.ts';
import { type MasterIndex, masterIndex } from './master-index.ts';
import { likelySources } from './nearest-source.ts';
import type { SourceText } from './source-text.ts';
import { textBlocks } from './text-blocks.ts';
import type { VerifyFinding, VerifyReport } from './verify-report.ts';
import type { Violation } from './violation.ts';

export interface VerifyInput {
  /** The CV to verify: JSON Resume, YAML, Markdown or plain text. */
  cv: InputText;
  master: MasterCv;
  /** Wanted for ATS coverage only. */
  posting?: Posting;
  limits?: { minWords: number; maxWords: number };
}

/**
 * Checks any CV against its master, whoever wrote it and without being told what came from where: each claim is
 * held against the entry under which it stands and the sources that are most like it.
 *
 * @throws StrataError kind `input` when the CV is JSON or YAML that cannot be read as a CV (see `readCv`)
 */
export async function verifyCv(input: VerifyInput): Promise<VerifyReport> {
  const { cv, master, posting, limits = { minWords: 550, maxWords: 650 } } = input;
  const index = masterIndex(master);
  const { blocks, text } = await readBlocks({ ...cv, text: isData(cv) ? cv.text : withoutComments(cv.text) });
  const findings = withoutRepeats(checkBlocks(blocks, index)).map((found) => findingOf(found, index));
  const words = countWords(text);
  const leastWords = Math.min(limits.minWords, master.wordCount);
  const report: VerifyReport = {
    covered: findings.length === 0,
    findings,
    length: { words, ...limits, fits: words <= limits.maxWords && words >= leastWords },
    emphasis: emphasisIn(cv.text),
  };
  if (posting === undefined) return report;
  const { extractKeywords } = await import('../reasoner/extractive/keywords.ts');
  return { ...report, ats: atsCoverage(text, extractKeywords(posting, master)) };
}

async function readBlocks(cv: InputText): Promise<{ blocks: CvBlock[]; text: string }> {
  if (isData(cv)) {
    const { readCv } = await import('../resume/read-cv.ts');
    const { allText } = await import('../resume/cv-text.ts');
    const read = await readCv(cv, { maxBytes: Buffer.byteLength(cv.text) + 1 });
    return { blocks: masterBlocks(read, cv.text), text: allText(read) };
  }
  return {
    blocks: textBlocks(cv.text),
    text: stripEmphasis(cv.text.replaceAll(/^\s*(?:#+|[-*+•])\s+/gmu, '')),
  };
}

/** Nobody sees HTML comments in Markdown; their line ends stay, so that lines keep their numbers. */
function withoutComments(text: string): string {
  return text.replaceAll(/<!--[\s\S]*?-->/gu, (comment) => comment.replaceAll(/[^\n]/gu, ''));
}

function isData({ name, text, mediaType = '' }: InputText): boolean {
  if (/\.(?:json|ya?ml)$/iu.test(name) || /json|yaml/iu.test(mediaType)) return true;
  return !/\.(?:md|markdown|txt)$/iu.test(name) && /^\s*\{|^(?:---\s*\n)?(?:cv|basics):\s*\n/u.test(text);
}

/** Two checks may find fault with the same words. */
function withoutRepeats(found: readonly BlockFinding[]): BlockFinding[] {
  const kept: BlockFinding[] = [];
  for (const finding of found) {
    const { block, violation } = finding;
    const repeated = kept.some(
      (known) =>
        known.block === block &&
        known.violation.start <= violation.start &&
        known.violation.end >= violation.end,
    );
    if (!repeated) kept.push(finding);
  }
  return kept;
}

function findingOf({ block, violation, entry }: BlockFinding, index: MasterIndex): VerifyFinding {
  const nearest = nearestTo(block, violation, entry, index);
  return {
    line: block.lineAt(violation.start),
    kind: violation.kind,
    words: violation.words,
    claim: block.text,
    reason: violation.reason,
    ...(nearest === undefined ? {} : { nearest: { id: nearest.id, quote: nearest.text } }),
  };
}

/** For a heading line the entry that it means; otherwise the most similar text, of the same entry if it has one. */
function nearestTo(
  block: CvBlock,
  violation: Violation,
  entry: KnownEntry | undefined,
  index: MasterIndex,
): SourceText | undefined {
  if (block.role === 'header' && entry !== undefined) return entry.header;
  const isList = block.section === 'skills' || block.section === 'languages';
  const { words } = takeApart(isList ? violation.words : block.text);
  return [entry?.texts ?? [], [...index.texts.values()]]
    .map((candidates) => likelySources(words, candidates, index)[0])
    .find((source) => source !== undefined);
}

/** Markdown's links are no emphasis, and neither is a list's mark. */
function emphasisIn(text: string): { line: number; text: string }[] {
  return text.split(/\r?\n/u).flatMap((raw, at) => {
    const line = raw
      .replace(/^\s*[*+-]\s+/u, '')
      .replaceAll(/!?\[([^\]\n]*)\]\([^)\s]*\)|<(https?:[^>]*)>/gu, '$1$2');
    return stripEmphasis(line) === line ? [] : [{ line: at + 1, text: raw.trim() }];
  });
}
