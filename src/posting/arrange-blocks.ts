import type { Posting, PostingBlock } from './posting.ts';
import type { RawBlock } from './raw-block.ts';

/**
 * Puts blocks into one text, items of a list under each other and everything else parted by an empty line, and
 * gives every block its id and the headings it stands under.
 */
export function arrangeBlocks(
  blocks: readonly RawBlock[],
  titleIndex: number | undefined,
): Pick<Posting, 'text' | 'blocks'> {
  const open: { level: number; text: string }[] = [];
  const arranged: PostingBlock[] = [];
  let text = '';
  let previous: RawBlock['kind'] | undefined;
  blocks.forEach((block, index) => {
    const level = block.kind === 'heading' ? (block.level ?? 7) : Number.POSITIVE_INFINITY;
    while (block.kind === 'heading' && (open.at(-1)?.level ?? 0) >= level) open.pop();
    arranged.push({
      id: `p${index + 1}`,
      kind: block.kind,
      text: block.text,
      headings: open.map((heading) => heading.text),
    });
    if (block.kind === 'heading' && index !== titleIndex) open.push({ level, text: block.text });
    const separator =
      previous === undefined ? '' : previous === 'item' && block.kind === 'item' ? '\n' : '\n\n';
    text += separator + block.text;
    previous = block.kind;
  });
  return { text, blocks: arranged };
}
