/**
 * Plain text as Markdown (CommonMark and GitHub's extensions) that renders as just that text. A backslash is
 * put only before what would really be taken for markup, so that raw Markdown stays readable: `C*`, `C#`,
 * `a_b@example.com` and `R&D` need none.
 */
export function markdownText(text: string): string {
  return escapeBlockStart(escapeInline(text));
}

/** As `markdownText`, for a table's cell or another place where a line has begun already. */
export function markdownCell(text: string): string {
  return escapeInline(text.replaceAll(/\s+/g, ' ').trim()).replaceAll('|', '\\|');
}

/** A passage of others set off from ours, however many lines it has. */
export function markdownQuote(text: string): string {
  const lines = text.trim().split(/\s*\n\s*/);
  return lines.map((line) => `> ${markdownText(line)}`).join('\n>\n');
}

function escapeInline(text: string): string {
  let escaped = text
    .replaceAll(/\\(?=[!-/:-@[-`{-~])/g, '\\\\')
    .replaceAll(/<(?=[a-z/!?])/gi, '\\<')
    .replaceAll(/&(?=#?\w+;)/g, '\\&')
    .replaceAll(/\](?=[([:])/g, '\\]');
  if (count(text, '`') > 1) escaped = escaped.replaceAll('`', '\\`');
  if (count(text, '~') > 1) escaped = escaped.replaceAll('~', '\\~');
  if (count(text, '*') > 1) escaped = escaped.replaceAll(/\*(?=\S)/g, '\\*');
  // Inside a word an underscore never emphasises.
  if (count(text, '_') > 1) escaped = escaped.replaceAll(/(?<![\p{L}\p{N}])_(?=\S)/gu, '\\_');
  return escaped;
}

function escapeBlockStart(text: string): string {
  return text
    .replace(/^(\d{1,9})(?=[.)](?:\s|$))/, '$1\\')
    .replace(/^(?=#{1,6}(?:\s|$)|[-+*](?:\s|$)|[>=]|(?:[-*_]\s*){3,}$|\[[ xX]\]\s|~~~|```)/, '\\')
    .replace(/(?<=\s)(?=#+$)/, '\\');
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}
