import type { RawBlock } from './raw-block.ts';
import { isListLabel } from './section-headings.ts';

const inlineBullet = /\s+[•▪●◦‣➢✓✔]\s+/u;

/**
 * Parts lists that were written into a paragraph: "Requirements: a; b; c. And a sentence." becomes a heading,
 * three items and a paragraph; so does a list with bullets between its items.
 */
export function splitInlineList(block: RawBlock): RawBlock[] {
  if (block.kind === 'heading') return [block];
  const labelled = /^([\p{L}][\p{L}\s&'’/-]{2,50}):\s+(?=\S)/u.exec(block.text);
  const label = labelled?.[1]?.trim();
  const body = labelled === null ? block.text : block.text.slice(labelled[0].length);
  if (inlineBullet.test(body)) return bulletItems(label, body);
  if (label === undefined || !isListLabel(label)) return [block];
  const parts = splitOutsideBrackets(body);
  if (parts.length < 3) return [block];
  const last = parts.at(-1) ?? '';
  const [lastItem, rest] = cutAfterSentence(last);
  return [
    { kind: 'heading', level: 7, text: label },
    ...[...parts.slice(0, -1), lastItem].map((text) => ({ kind: 'item' as const, text })),
    ...(rest === '' ? [] : [{ kind: 'paragraph' as const, text: rest }]),
  ];
}

function bulletItems(label: string | undefined, body: string): RawBlock[] {
  const [lead = '', ...items] = body.split(inlineBullet).map((text) => text.trim());
  const head: RawBlock[] = label === undefined ? [] : [{ kind: 'heading', level: 7, text: label }];
  const leadKind = label === undefined ? 'paragraph' : 'item';
  const first = lead.replace(/^[•▪●◦‣➢✓✔]\s*/u, '');
  const leadBlocks: RawBlock[] =
    first === '' ? [] : [{ kind: first === lead ? leadKind : 'item', text: first }];
  return [
    ...head,
    ...leadBlocks,
    ...items.filter((text) => text !== '').map((text) => ({ kind: 'item' as const, text })),
  ];
}

function splitOutsideBrackets(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (/[([]/.test(character)) depth += 1;
    else if (/[)\]]/.test(character)) depth = Math.max(0, depth - 1);
    else if (character === ';' && depth === 0) {
      parts.push(text.slice(start, index).trim());
      start = index + 1;
    }
  }
  parts.push(text.slice(start).trim());
  return parts.filter((part) => part !== '').map((part) => part.replace(/^and\s+(?=\S)/i, ''));
}

/** The list ends with the sentence; what follows is a paragraph of its own. */
function cutAfterSentence(text: string): [string, string] {
  const end = /(?<=[\p{Ll}\p{N})%])[.!]\s+(?=\p{Lu})/u.exec(text);
  return end === null ? [text, ''] : [text.slice(0, end.index + 1), text.slice(end.index + end[0].length)];
}
