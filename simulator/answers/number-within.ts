import type { Random } from '../seeded-random.ts';
import type { JsonSchema } from './json-schema.ts';

/** Between a schema's bounds; where it has none, what is usual for a number of that name. */
export function numberWithin(schema: JsonSchema, name: string, random: Random): number {
  const types = Array.isArray(schema.type) ? schema.type : [schema.type];
  const isScore = /score|percent/i.test(name) && (schema.maximum ?? 100) > 1;
  const step = schema.multipleOf ?? (types.includes('integer') || isScore ? 1 : 0.01);
  const usual = isScore ? { from: 60, to: 95 } : { from: 0.5, to: 1 };
  const least = schema.minimum ?? above(schema.exclusiveMinimum, step);
  const most = schema.maximum ?? below(schema.exclusiveMaximum, step);
  let from = least ?? Math.min(usual.from, most ?? usual.from);
  let to = most ?? Math.max(usual.to, from);
  // Bounds of safe integers say nothing of what is meant.
  if (to - from > 1e6) [from, to] = [Math.max(from, usual.from), Math.min(to, usual.to)];
  if (least !== undefined && most !== undefined && to > from) from += (to - from) * 0.6;
  const drawn = from + random() * (to - from);
  const rounded = Number((Math.round(drawn / step) * step).toFixed(6));
  return Math.min(most ?? rounded, Math.max(least ?? rounded, rounded));
}

function above(bound: number | undefined, step: number): number | undefined {
  return bound === undefined ? undefined : bound + step;
}

function below(bound: number | undefined, step: number): number | undefined {
  return bound === undefined ? undefined : bound - step;
}
