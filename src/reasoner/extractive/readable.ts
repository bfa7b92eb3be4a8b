const maxCharacters = 180;

/** A quote as a short line for people: one line, no list marks, no lead-in, cut at a clause when it is long. */
export function readable(quote: string): string {
  const line = quote
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replace(/^(?:[-*•·–—…]|\(?\d{1,2}[.)])+\s*/, '')
    .replace(/^(?:and|or|but|also|so|however|in addition|furthermore|moreover)[, ]\s*/i, '')
    .replace(/[\s.,;:…]+$/, '');
  const short = line.length <= maxCharacters ? line : shortened(line);
  return `${short.slice(0, 1).toUpperCase()}${short.slice(1)}`;
}

function shortened(line: string): string {
  const head = line.slice(0, maxCharacters);
  const clause = Math.max(
    head.lastIndexOf('. '),
    head.lastIndexOf('; '),
    head.lastIndexOf(': '),
    head.lastIndexOf(' ('),
  );
  const comma = head.lastIndexOf(', ');
  const end = clause > 50 ? clause : comma > 60 ? comma : head.lastIndexOf(' ');
  return head.slice(0, end).replace(/[\s.,;:–—-]+$/, '');
}
