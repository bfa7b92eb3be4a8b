/** Something in the material that can be named by an id: a bullet, an entry, a block. */
export interface CitableItem {
  id: string;
  text: string;
}

/** One fenced part of a prompt: a posting, a CV, a page. */
export interface MaterialBlock {
  /** What the fence calls it, in lower case; the line above where the fence gives no name. */
  label: string;
  text: string;
  items: CitableItem[];
  sentences: string[];
}

/** What a question is about, as far as a reader without understanding can tell. */
export interface Material {
  blocks: MaterialBlock[];
}

/** An id as Strata gives them: w1, w1.b3, basics.summary, q2, p14. */
const idPattern = String.raw`basics\.(?:summary|label)|[a-z]{1,2}\d{1,4}(?:\.(?:b\d{1,4}|summary|description|k\d+))?`;

/** "w1.b3: text", "- [w1.b3] text", "role w1: text", "q2 (must): text", "w1.b1+w1.b2 (Employer): text". */
const idAtStart = new RegExp(
  String.raw`^\s*(?:[-*+•]\s+)?(?:(?:role|entry|project|id)[ =:]+)?[[("'<{#]*(${idPattern})(?:\+[\w.]+)*["'\])>}]*` +
    String.raw`(?:\s+\([^()]{0,120}\)(?=\s*[:|]))?\s*(?:[:|,–—-]\s*|\s)(?=\S)(.*)$`,
  'i',
);

const idInJson = new RegExp(
  String.raw`"(?:id|sourceId)"\s*:\s*"(${idPattern})"[^{}]*?"(?:text|quote|name|summary)"\s*:\s*("(?:[^"\\]|\\.)*")`,
  'g',
);

const blocksRead = new Map<string, MaterialBlock>();

/** Takes a prompt apart: its fenced blocks, their sentences and whatever has an id. */
export function readMaterial(prompt: string): Material {
  const blocks = fencedBlocks(prompt).map(({ label, text }) => readOnce(label, text));
  return { blocks: blocks.some(({ text }) => text.trim() !== '') ? blocks : [readOnce('', prompt)] };
}

/** Fences are new with each call, what stands between them is often not. */
function readOnce(label: string, text: string): MaterialBlock {
  const key = `${label}\u0000${text}`;
  const known = blocksRead.get(key);
  if (known !== undefined) return known;
  const block = readBlock(label, text);
  if (blocksRead.size >= 200) blocksRead.clear();
  blocksRead.set(key, block);
  return block;
}

/** The same for the same material, whatever random fence stands round it. */
export function materialKey({ blocks }: Material): string {
  return blocks.map(({ text }) => text).join('\u0000');
}

/**
 * A fence is a pair of lines that hold the same token which looks random, a pair of tags, or code fences.
 * Without any the whole prompt is the material.
 */
function fencedBlocks(prompt: string): { label: string; text: string }[] {
  const lines = prompt.split('\n');
  for (const fenceOf of [nonceOfLine, tagOfLine, codeFenceOfLine]) {
    const blocks: { label: string; text: string }[] = [];
    let opened: { fence: string; at: number } | undefined;
    lines.forEach((line, at) => {
      const fence = fenceOf(line);
      if (fence === undefined) return;
      if (opened?.fence === fence.name && !fence.opensOnly) {
        const own = labelOf(lines[opened.at] ?? '', fence.name);
        const label = own === '' ? labelOf(lines[opened.at - 1] ?? '', fence.name) : own;
        blocks.push({ label, text: lines.slice(opened.at + 1, at).join('\n') });
        opened = undefined;
      } else if (opened === undefined && !fence.closesOnly) {
        opened = { fence: fence.name, at };
      }
    });
    if (blocks.length > 0) return blocks;
  }
  return [];
}

function labelOf(line: string, fence: string): string {
  return line
    .replace(fence, ' ')
    .toLowerCase()
    .replaceAll(/[^\p{L}]+/gu, ' ')
    .replaceAll(/\b(?:data|begin|start)\b/g, '')
    .trim();
}

interface FenceLine {
  name: string;
  opensOnly?: boolean;
  closesOnly?: boolean;
}

const couldBeMark = /^\s*(?:[<[{`~=]|-{2,}|#{2,}|"{3}|begin\b|end\b)/i;

/** At least eight letters and digits, both among them, as a nonce has; words and numbers have not. */
function nonceOfLine(line: string): FenceLine | undefined {
  if (line.length > 160 || !couldBeMark.test(line)) return undefined;
  const nonce = /(?<![\p{L}\p{N}])(?=[\w]*\d)(?=[\w]*[A-Za-z])[A-Za-z0-9]{8,64}(?![\p{L}\p{N}])/u.exec(
    line,
  )?.[0];
  if (nonce === undefined || !/^\W*[\w\s"'=:.#/-]*\W*$/u.test(line)) return undefined;
  // "<posting nonce>" … "</posting nonce>", "BEGIN posting nonce" … "END posting nonce".
  if (/<\/|\bend\b/i.test(line)) return { name: nonce, closesOnly: true };
  return /\bbegin\b|^\s*</i.test(line) ? { name: nonce, opensOnly: true } : { name: nonce };
}

function tagOfLine(line: string): FenceLine | undefined {
  const tag = /^\s*<(\/?)([A-Za-z][\w-]*)[^<>]*>\s*$/.exec(line);
  if (tag === null) return undefined;
  return tag[1] === '/' ? { name: tag[2] ?? '', closesOnly: true } : { name: tag[2] ?? '', opensOnly: true };
}

function codeFenceOfLine(line: string): FenceLine | undefined {
  return /^\s*(?:```|"""|~~~)/.test(line) ? { name: line.trim().slice(0, 3) } : undefined;
}

function readBlock(label: string, text: string): MaterialBlock {
  const items: CitableItem[] = [];
  const sentences: string[] = [];
  for (const line of text.split('\n')) {
    const item = idAtStart.exec(line);
    const itemText = item?.[2]?.trim() ?? '';
    if (item?.[1] !== undefined && itemText !== '') items.push({ id: item[1], text: itemText });
    else if (item === null && itemText === '') sentences.push(...sentencesOf(line));
    if (itemText !== '') sentences.push(...sentencesOf(itemText));
  }
  for (const [, id, quoted] of text.matchAll(idInJson)) {
    if (id !== undefined && quoted !== undefined) items.push({ id, text: JSON.parse(quoted) as string });
  }
  return { label, text, items, sentences };
}

/** Verbatim pieces of a line, without its list mark. */
export function sentencesOf(line: string): string[] {
  const bare = line.replace(/^\s*(?:[-*+•]\s+|\d{1,2}[.)]\s+|#+\s+|>\s+)/, '').trim();
  return bare
    .split(/(?<=[.!?])\s+(?=[\p{Lu}\p{N}"“(])/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence.split(/\s+/).length >= 5 && !/[*_`|<>{}]/.test(sentence));
}
