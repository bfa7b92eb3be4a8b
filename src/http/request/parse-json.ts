import type { ParseError } from 'jsonc-parser';
import { RequestError } from '../request-error.ts';

/**
 * JSON as the standard has it.
 * @param where name of the part, for the error ("body", "options")
 * @throws RequestError `JSON_MALFORMED` (400) with line and column
 */
export async function parseJson(text: string, where: string): Promise<unknown> {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const place = await placeOfFault(text);
    throw new RequestError(400, 'JSON_MALFORMED', `the JSON is malformed${place}`, {
      where,
      action: 'send valid JSON',
      cause,
    });
  }
}

/** Node says where only for some faults, and only in a message. */
async function placeOfFault(text: string): Promise<string> {
  const { default: jsonc } = await import('jsonc-parser');
  const faults: ParseError[] = [];
  jsonc.visit(text, {
    onError: (error, offset, length) => faults.push({ error, offset, length }),
  });
  const first = faults[0];
  if (first === undefined) return '';
  const before = text.slice(0, first.offset).split('\n');
  const what = jsonc.printParseErrorCode(first.error);
  return ` at line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1} (${words(what)})`;
}

/** `PropertyNameExpected` as words. */
function words(code: string): string {
  return code.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
}
