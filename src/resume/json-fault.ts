/** Where JSON goes wrong and what is wrong there, for people; line and column count from 1. */
export interface JsonFault {
  line: number;
  column: number;
  complaint: string;
}

const token =
  /[ \t\r\n]*(?:("(?:[^"\\\p{Cc}]|[\u007F-\u009F]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)|([{}[\],:]))/uy;

type Expected = 'value' | 'value or ]' | 'name or }' | 'name' | ':' | ', or ]' | ', or }' | 'the end';

/**
 * Finds the first fault of a text that `JSON.parse` refused. The engine's own message names a place for some
 * faults only, so the text is walked again here, without recursion.
 */
export function findJsonFault(text: string): JsonFault {
  const open: ('{' | '[')[] = [];
  let expected: Expected = 'value';
  token.lastIndex = 0;
  for (;;) {
    const from = token.lastIndex;
    const match = token.exec(text);
    if (match === null) return faultAt(text, skipSpace(text, from), expected);
    const next = step(expected, match, open);
    if (next === undefined) return faultAt(text, skipSpace(text, from), expected);
    expected = next;
  }
}

function step(expected: Expected, match: RegExpExecArray, open: ('{' | '[')[]): Expected | undefined {
  const [, string, literal, sign] = match;
  const takesValue = expected === 'value' || expected === 'value or ]';
  if (string !== undefined) {
    if (expected === 'name' || expected === 'name or }') return ':';
    return takesValue ? afterValue(open) : undefined;
  }
  if (literal !== undefined) return takesValue ? afterValue(open) : undefined;
  switch (sign) {
    case '{':
    case '[':
      if (!takesValue) return undefined;
      open.push(sign);
      return sign === '{' ? 'name or }' : 'value or ]';
    case '}':
      if (expected !== 'name or }' && expected !== ', or }') return undefined;
      open.pop();
      return afterValue(open);
    case ']':
      if (expected !== 'value or ]' && expected !== ', or ]') return undefined;
      open.pop();
      return afterValue(open);
    case ':':
      return expected === ':' ? 'value' : undefined;
    case ',':
      if (expected === ', or }') return 'name';
      return expected === ', or ]' ? 'value' : undefined;
    default:
      return undefined;
  }
}

function afterValue(open: readonly ('{' | '[')[]): Expected {
  const innermost = open.at(-1);
  if (innermost === undefined) return 'the end';
  return innermost === '{' ? ', or }' : ', or ]';
}

function faultAt(text: string, offset: number, expected: Expected): JsonFault {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  const column = offset - before.lastIndexOf('\n');
  const found = text.slice(offset, offset + 1);
  const wanted = expected === 'name' || expected === 'name or }' ? `${expected} in double quotes` : expected;
  const complaint =
    found === ''
      ? `it ends where ${wanted} is due`
      : `${JSON.stringify(found)} stands where ${wanted} is due`;
  return { line, column, complaint };
}

function skipSpace(text: string, from: number): number {
  let offset = from;
  while (offset < text.length && /\s/.test(text.charAt(offset))) offset += 1;
  return offset;
}
