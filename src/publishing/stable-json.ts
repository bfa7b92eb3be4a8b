/** The object without the keys whose value is undefined. */
export function defined<Value extends object>(value: Value): Partial<Value> {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as Partial<Value>;
}

/** JSON with the keys of each object sorted, so that equal values give equal bytes; ends with a newline. */
export function stableJson(value: unknown): string {
  return `${JSON.stringify(value, (_key, part: unknown) => (isPlainObject(part) ? sorted(part) : part), 2)}\n`;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sorted(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
