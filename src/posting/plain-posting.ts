import { joinWrappedLines } from './line-ends.ts';
import type { RawBlock, RawPosting } from './raw-block.ts';
import { isSectionHeading } from './section-headings.ts';

const bullet = /^\s*(?:[-–—*•·▪▫■□●○◦‣➢➤►▶✓✔✅]|\d{1,2}[.)])\s+(?=\S)/u;

/** Reads plain text: paragraphs, wrapped or not, lists by their bullets, headings by how they stand. */
export function readPlainPosting(text: string): RawPosting {
  const lines = text.replaceAll(/\r\n?|[\u2028\u2029\f\v]/g, '\n').split('\n');
  const wrapWidth = Math.max(...lines.map((line) => line.trimEnd().length));
  const blocks: RawBlock[] = [];
  let paragraph: string[] = [];
  for (const line of [...lines, '']) {
    if (line.trim() !== '' && !/^\s*[-=_*~]{3,}\s*$/.test(line)) paragraph.push(line);
    else {
      blocks.push(...paragraphBlocks(paragraph, wrapWidth));
      paragraph = [];
    }
  }
  return { blocks, declared: {}, chrome: [], notes: [] };
}

function paragraphBlocks(paragraph: readonly string[], wrapWidth: number): RawBlock[] {
  const blocks: RawBlock[] = [];
  // A heading directly above its text is not wrapped into it.
  const [first = '', ...rest] = paragraph;
  const leads = rest.length > 0 && looksLikeHeading(first.trim(), rest[0]?.trim() ?? '');
  if (leads) blocks.push({ kind: 'heading', level: 7, text: first.replaceAll(/\s+/gu, ' ').trim() });
  const lines = joinWrappedLines(leads ? rest : paragraph, wrapWidth);
  const isList = lines.length >= 3 && lines.every((line) => line.split(' ').length <= 60) && !isFacts(lines);
  for (const line of lines) {
    const marker = bullet.exec(line)?.[0] ?? '';
    const text = line.slice(marker.length);
    if (marker === '' && isSectionHeading(text)) blocks.push({ kind: 'heading', level: 7, text });
    else blocks.push({ kind: marker !== '' || isList ? 'item' : 'paragraph', text });
  }
  const [only] = blocks;
  if (blocks.length === 1 && only?.kind === 'paragraph' && looksLikeHeading(only.text, '')) {
    return [{ kind: 'heading', level: 7, text: only.text }];
  }
  return blocks;
}

function isFacts(lines: readonly string[]): boolean {
  return lines.filter((line) => /^\p{Lu}[^.:]{1,30}:\s/u.test(line)).length * 2 >= lines.length;
}

function looksLikeHeading(line: string, next: string): boolean {
  if (bullet.test(line) || line.split(/\s+/).length > 8) return false;
  if (isSectionHeading(line)) return true;
  const isCapitals = /\p{Lu}{3}/u.test(line) && !/\p{Ll}/u.test(line) && !/[|·]/.test(line);
  return (
    isCapitals ||
    (/^\p{L}[^.;]*:$/u.test(line) && (next === '' || bullet.test(next) || /^\p{Lu}/u.test(next)))
  );
}
