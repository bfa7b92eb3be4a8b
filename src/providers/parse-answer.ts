/**
 * The JSON object in a model's answer. Models that are only asked for JSON wrap it in a code fence, think aloud
 * before it or add a sentence after it; anything but exactly one object is no answer.
 *
 * @returns undefined where there is not exactly one JSON object (or one array, standing alone)
 */
export function parseAnswer(text: string): unknown {
  const answer = text.replace(/^\s*<think>[\s\S]*?<\/think>/i, '').trim();
  const whole = parsed(answer);
  if (whole !== undefined) return whole;
  const fences = [...answer.matchAll(/```[\w-]*\s*\n([\s\S]*?)\n?\s*```/g)].map(([, body]) =>
    parsed(body ?? ''),
  );
  const fenced = fences.filter((value) => value !== undefined);
  if (fenced.length === 1) return fenced[0];
  if (fenced.length > 1) return undefined;
  const objects = objectsIn(answer);
  return objects.length === 1 ? objects[0] : undefined;
}

/** Every outermost `{…}` of the text that is JSON, read in one pass over the text. */
function objectsIn(text: string): unknown[] {
  const found: unknown[] = [];
  let at = text.indexOf('{');
  while (at >= 0) {
    const end = endOfObject(text, at);
    const value = end === undefined ? undefined : parsed(text.slice(at, end));
    if (value !== undefined) found.push(value);
    // An answer that was cut off is no answer: what is complete inside of it was not meant to stand alone.
    if (end === undefined) break;
    at = text.indexOf('{', end);
  }
  return found;
}

/** The index after the brace that closes the one at `start`; braces within strings do not count. */
function endOfObject(text: string, start: number): number | undefined {
  let depth = 0;
  let inString = false;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (inString) {
      if (character === '\\') at++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{') depth++;
    else if (character === '}') {
      depth--;
      if (depth === 0) return at + 1;
    }
  }
  return undefined;
}

/** Objects and arrays only: `42` or `"no"` is no structured answer. */
function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text.trim());
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
