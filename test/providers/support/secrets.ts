import { inspect } from 'node:util';

/** Stand for a key, an instruction, a prompt and an answer; none of them may be seen in an error. */
export const canaries = {
  key: 'sk-canary-k3y-7f1b',
  system: 'canary-system-19ac',
  prompt: 'canary-prompt-55de',
  answer: 'canary-answer-c0f3',
} as const;

/** Which canaries an error shows, to whoever prints it: all its properties and causes, hidden ones too. */
export function canariesIn(error: unknown): string[] {
  const parts: string[] = [];
  const seen = new Set<unknown>();
  const walk = (value: unknown): void => {
    if (typeof value === 'string') parts.push(value);
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    for (const key of Reflect.ownKeys(value)) {
      parts.push(String(key));
      walk((value as Record<PropertyKey, unknown>)[key as string]);
    }
  };
  walk(error);
  parts.push(inspect(error, { depth: 12, showHidden: true }), JSON.stringify(error) ?? '');
  const all = parts.join('\n');
  return Object.values(canaries).filter((canary) => all.includes(canary));
}
