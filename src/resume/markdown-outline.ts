import type { Token, Tokens } from 'marked';
import { withHeadings } from './plain-headings.ts';

/** A piece of a Markdown CV. Lines keep their inline markup, so that links can still be read off them. */
export type OutlineBlock =
  | { kind: 'heading'; level: number; text: string }
  | { kind: 'lines'; lines: OutlineLine[] }
  | { kind: 'list'; items: OutlineItem[] };

export interface OutlineLine {
  text: string;
  /** The whole line is bold or italic. */
  emphasised: boolean;
}

export interface OutlineItem {
  text: string;
  items: OutlineItem[];
}

/** An item's text and those of the items below it, in reading order. */
export function flatTexts(item: OutlineItem): string[] {
  return [item.text, ...item.items.flatMap(flatTexts)];
}

/** Reads Markdown, or plain text with its headings in capitals, into headings, lines and lists. */
export async function markdownOutline(text: string): Promise<OutlineBlock[]> {
  const { lexer } = await import('marked');
  const tokens = lexer(withHeadings(bulletsAtTheMargin(text)), { gfm: true });
  return tokens.flatMap(blockOf);
}

const bulletStart = /^(?:[-*+•]|\d{1,2}[.)])\s/;

/**
 * Moves runs of indented bullets to the margin, those below them along with them. Markdown takes a bullet behind a tab
 * for code or for more of the line above; in a CV it is a bullet.
 */
function bulletsAtTheMargin(text: string): string {
  let margin: string | undefined;
  const lines = text.split('\n').map((line) => {
    const body = line.trimStart();
    if (body === '') return line;
    const indent = line.slice(0, line.length - body.length);
    if (margin === undefined) {
      if (!bulletStart.test(body)) return line;
      margin = indent;
    } else if (indent === '' && !bulletStart.test(body)) {
      margin = undefined;
      return line;
    }
    return line.startsWith(margin) ? line.slice(margin.length) : line;
  });
  return lines.join('\n');
}

function blockOf(token: Token): OutlineBlock[] {
  switch (token.type) {
    case 'heading':
      return [
        {
          kind: 'heading',
          level: (token as Tokens.Heading).depth,
          text: oneLine((token as Tokens.Heading).text),
        },
      ];
    case 'paragraph':
    case 'text':
      return [{ kind: 'lines', lines: linesOf((token as Tokens.Paragraph).text) }];
    case 'blockquote':
      return ((token as Tokens.Blockquote).tokens ?? []).flatMap(blockOf);
    case 'list':
      return [{ kind: 'list', items: (token as Tokens.List).items.map(itemOf) }];
    case 'table':
      return [{ kind: 'list', items: rowsOf(token as Tokens.Table) }];
    case 'html':
    case 'code':
      return [
        { kind: 'lines', lines: linesOf((token as Tokens.HTML).text.replaceAll(/<!--[\s\S]*?-->/g, '')) },
      ].filter(
        (block): block is Extract<OutlineBlock, { kind: 'lines' }> => block.lines.length > 0,
      ) as OutlineBlock[];
    default:
      return [];
  }
}

function itemOf(item: Tokens.ListItem): OutlineItem {
  const own: string[] = [];
  const items: OutlineItem[] = [];
  for (const token of item.tokens) {
    if (token.type === 'list') items.push(...(token as Tokens.List).items.map(itemOf));
    else if ('text' in token && typeof token.text === 'string') own.push(token.text);
  }
  return { text: oneLine(own.join(' ')), items };
}

/** A table's row reads as "first: others"; its head row only names columns. */
function rowsOf(table: Tokens.Table): OutlineItem[] {
  return table.rows.map((row) => {
    const [first = '', ...others] = row.map((cell) => oneLine(cell.text)).filter((text) => text !== '');
    return { text: others.length === 0 ? first : `${first}: ${others.join(', ')}`, items: [] };
  });
}

function linesOf(text: string): OutlineLine[] {
  return text
    .replaceAll(/<br\s*\/?>/gi, '\n')
    .replaceAll(/<\/?[a-z][^>]*>/gi, '')
    .split('\n')
    .map((line) => line.replace(/\\$/, '').trimEnd())
    .filter((line) => line.trim() !== '')
    .map((line) => ({
      text: line.trim(),
      emphasised: /^(\*{1,3}|_{1,3})(?=\S)[^*_]+\1[.,:]?$/.test(line.trim()),
    }));
}

function oneLine(text: string): string {
  return text
    .replaceAll(/<[^<>]*>/g, ' ')
    .replaceAll(/\s+/gu, ' ')
    .trim();
}
