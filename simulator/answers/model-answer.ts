import { seededRandom, seedOf } from '../seeded-random.ts';
import { Wording } from './choose-wording.ts';
import type { JsonSchema } from './json-schema.ts';
import { materialKey, readMaterial } from './material.ts';
import { answerBySchema } from './schema-answer.ts';

export interface ModelQuestion {
  prompt: string;
  /** Absent: an answer in words. */
  schema?: JsonSchema;
  /** JSON without a schema. */
  json?: boolean;
}

const cache = new Map<string, string>();

/**
 * The text that the pretended model answers with: the same for the same seed, material and schema, whatever
 * random fence stands round the material.
 */
export function modelAnswer({ prompt, schema, json }: ModelQuestion, seed: number): string {
  const material = readMaterial(prompt);
  const key = `${seed}\u0000${json === true}\u0000${schema === undefined ? '' : JSON.stringify(schema)}\u0000${materialKey(material)}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const random = seededRandom(seedOf(key));
  const text =
    schema !== undefined
      ? JSON.stringify(answerBySchema(schema, material, random))
      : inWords(new Wording(material, random), json === true);
  if (cache.size >= 500) cache.clear();
  cache.set(key, text);
  return text;
}

function inWords(wording: Wording, json: boolean): string {
  const text = wording.prose(30, 80);
  return json ? JSON.stringify({ answer: text }) : text;
}

/** A JSON text of the same names whose values are of the wrong kind. */
export function breakShape(text: string): string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return '{"unexpected":[]}';
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return '{"unexpected":[]}';
  const wrong = Object.keys(value).map((name) => [name, { wrong: [null] }] as const);
  return JSON.stringify(Object.fromEntries(wrong));
}
