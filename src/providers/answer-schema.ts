import type { JSONSchema7 } from 'ai';
import { z } from 'zod';

/** What is sent to a provider so that its answers have the shape of a zod schema. */
export interface AnswerSchema {
  schema: JSONSchema7;
  /** Whether providers can be asked to enforce it to the letter: each property of each object is required. */
  strict: boolean;
  sizeBytes: number;
}

type Node = Record<string, unknown>;

/** What every provider's enforcement knows; all else is told in words and checked by zod afterwards. */
const enforced = new Set([
  'type',
  'properties',
  'required',
  'items',
  'enum',
  'const',
  'anyOf',
  'additionalProperties',
  'description',
  '$ref',
  '$defs',
]);
const silent = new Set(['$schema', 'title', 'default', 'examples', 'propertyNames', 'readOnly', 'id', '$id']);

const known = new WeakMap<z.ZodType, AnswerSchema>();

/** @throws Error when zod cannot put the schema into JSON Schema: a slip of ours, found by the first test */
export function answerSchema(schema: z.ZodType): AnswerSchema {
  const before = known.get(schema);
  if (before) return before;
  const whole = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'throw' }) as Node;
  const state = { strict: whole.type === 'object' };
  const kept = simplified(whole, state);
  const made: AnswerSchema = {
    schema: kept as JSONSchema7,
    strict: state.strict,
    sizeBytes: Buffer.byteLength(JSON.stringify(kept)),
  };
  known.set(schema, made);
  return made;
}

function simplified(node: unknown, state: { strict: boolean }): unknown {
  if (Array.isArray(node)) return node.map((item) => simplified(item, state));
  if (typeof node !== 'object' || node === null) return node;
  const kept: Node = {};
  const told: string[] = [];
  for (const [key, value] of Object.entries(node as Node)) {
    if (key === 'properties' || key === '$defs') {
      kept[key] = Object.fromEntries(
        Object.entries(value as Node).map(([name, child]) => [name, simplified(child, state)]),
      );
    } else if (key === 'oneOf' || key === 'anyOf') kept.anyOf = simplified(value, state);
    else if (key === 'enum' || key === 'const' || key === 'required') kept[key] = value;
    else if (enforced.has(key)) kept[key] = simplified(value, state);
    else if (!silent.has(key) && !isFormality(value)) told.push(`${key} ${JSON.stringify(value)}`);
  }
  if (told.length > 0) {
    kept.description = [kept.description, `(${told.join(', ')})`].filter(Boolean).join(' ');
  }
  if (kept.type === 'object') closeObject(kept, state);
  return kept;
}

/** zod bounds each integer by what JavaScript can count; nobody needs to be told. */
function isFormality(value: unknown): boolean {
  return typeof value === 'number' && Math.abs(value) >= Number.MAX_SAFE_INTEGER;
}

function closeObject(node: Node, state: { strict: boolean }): void {
  const names = Object.keys((node.properties as Node | undefined) ?? {});
  const required = new Set((node.required as string[] | undefined) ?? []);
  if (node.additionalProperties === undefined && node.properties !== undefined)
    node.additionalProperties = false;
  if (node.additionalProperties !== false || names.some((name) => !required.has(name))) state.strict = false;
}
