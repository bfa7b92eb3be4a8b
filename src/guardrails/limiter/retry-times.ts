const unitMs: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** From here on a bare number is a time since the epoch: in milliseconds, and in seconds. */
const epochMsFrom = 100_000_000_000;
const epochSecondsFrom = 1_000_000_000;

/** A number of units, never negative. */
export function parseAge(text: string, unit: number): number | undefined {
  if (!/^\d{1,15}(\.\d{1,9})?$/.test(text)) return undefined;
  return Number(text) * unit;
}

/** Seconds, a duration (`3.5s`, `6m0s`) or an HTTP date that is not past. */
export function parseDelay(text: string, now: number): number | undefined {
  return parseAge(text, 1_000) ?? parseDuration(text) ?? ahead(parseHttpDate(text), now);
}

/** When a limit resets: a duration, RFC 3339, an HTTP date, seconds, or seconds or milliseconds since the epoch. */
export function parseReset(text: string, now: number): number | undefined {
  const waitMs =
    parseNumericReset(text, now) ??
    parseDuration(text) ??
    ahead(parseRfc3339(text), now) ??
    ahead(parseHttpDate(text), now);
  // A limit that is reset already says nothing about when to come back.
  return waitMs !== undefined && waitMs > 0 ? waitMs : undefined;
}

function parseNumericReset(text: string, now: number): number | undefined {
  const value = parseAge(text, 1);
  if (value === undefined) return undefined;
  if (value >= epochMsFrom) return value - now;
  return value >= epochSecondsFrom ? value * 1_000 - now : value * 1_000;
}

/** As Go writes durations: `1h2m3.5s`, `120ms`. */
function parseDuration(text: string): number | undefined {
  if (!/^(\d{1,12}(\.\d{1,9})?(ms|s|m|h|d))+$/.test(text)) return undefined;
  let waitMs = 0;
  for (const [, amount = '', unit = ''] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)) {
    waitMs += Number(amount) * (unitMs[unit] as number);
  }
  return waitMs;
}

/** RFC 9110, 5.6.7, the obsolete forms included; asctime's form has no zone and means GMT. */
export function parseHttpDate(text: string): number | undefined {
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},? [\w :-]{8,30}$/.test(text)) return undefined;
  return finite(Date.parse(text.endsWith('GMT') ? text : `${text} GMT`));
}

function parseRfc3339(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$/.test(text)) return undefined;
  return finite(Date.parse(text.toUpperCase().replace(' ', 'T')));
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

function ahead(atMs: number | undefined, now: number): number | undefined {
  return atMs === undefined || atMs < now ? undefined : atMs - now;
}
