import { isIP } from 'node:net';
import { z } from 'zod';
import { type LlmProviderName, llmProviderNames } from '../providers/provider-name.ts';

/**
 * What a variable's text may be. Each schema turns text into a value; its description completes the sentence
 * "allowed is …" and is all that a fault says about the schema, so that no value is ever repeated.
 */

export function wholeNumber(least: number, most: number) {
  return z
    .string()
    .regex(/^\d+$/)
    .transform(Number)
    .refine((value) => value >= least && value <= most)
    .describe(`a whole number from ${least} to ${most}`);
}

/** A span of time: fractions are welcome (`0.5` minutes). */
export function duration(least: number, most: number) {
  return z
    .string()
    .regex(/^(\d+|\d*\.\d+)$/)
    .transform(Number)
    .refine((value) => value >= least && value <= most)
    .describe(`a number from ${least} to ${most}`);
}

/** Any amount, such as one of money: fractions are welcome. */
export function decimal(least: number, most: number) {
  return duration(least, most);
}

export function yesOrNo() {
  return z
    .string()
    .toLowerCase()
    .regex(/^(true|false|1|0|yes|no)$/)
    .transform((text) => text === 'true' || text === '1' || text === 'yes')
    .describe('true or false');
}

export function file() {
  return z
    .string()
    .refine((path) => !path.includes('\0'))
    .describe('a path of a file, absolute or from where the command is started');
}

export interface ModelChoice {
  provider: LlmProviderName;
  /** Absent: the provider's usual one. */
  model?: string;
}

/** `anthropic,openai/gpt-5.4-mini`: in the order in which they are tried; `none` is an empty list. */
export function modelList() {
  return z
    .string()
    .transform((text, context): ModelChoice[] => {
      if (text.trim().toLowerCase() === 'none') return [];
      return text.split(',').map((part) => {
        const [, provider = '', model] = /^\s*([a-z_]+)(?:\/(\S+))?\s*$/i.exec(part) ?? [];
        const known = llmProviderNames.find((name) => name === provider.toLowerCase());
        if (known === undefined) {
          context.addIssue({ code: 'custom', message: 'unknown provider' });
          return z.NEVER;
        }
        return { provider: known, ...(model === undefined ? {} : { model }) };
      });
    })
    .describe(
      `none, or a comma-separated list of ${llmProviderNames.join(', ')}, each with or without /model`,
    );
}

const criticalKindNames = ['llm', 'firecrawl', 'pdf_service'] as const;

export function criticalKinds() {
  return z
    .string()
    .transform((text) => (text.trim() === 'none' ? [] : text.split(',').map((kind) => kind.trim())))
    .pipe(z.array(z.enum(criticalKindNames)))
    .describe(`none, or a comma-separated list of ${criticalKindNames.join(', ')}`);
}

export function redisUrl() {
  return z
    .string()
    .refine((text) => {
      const url = URL.parse(text);
      return (url?.protocol === 'redis:' || url?.protocol === 'rediss:') && url.hostname !== '';
    })
    .describe('a redis:// or rediss:// address');
}

export function oneOf<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z
    .string()
    .toLowerCase()
    .pipe(z.enum(values))
    .describe(`one of ${values.join(', ')}`);
}

export function shortText(most: number) {
  return z
    .string()
    .max(most)
    .regex(/^\P{Cc}+$/u)
    .describe(`text of at most ${most} characters on one line`);
}

/** What an HTTP header can carry; anything else fails in every call. */
export function apiKey() {
  return z
    .string()
    .max(1000)
    .regex(/^[\x21-\x7e]+$/)
    .describe('a key of printable ASCII characters without blanks');
}

export function folder() {
  return z
    .string()
    .refine((path) => !path.includes('\0'))
    .describe('a path of a folder, absolute or from where the command is started');
}

/**
 * Anything that is sure to mean this machine alone. `localhost` is taken at its word, as every resolver
 * answers it with a loopback address (RFC 6761, section 6.3).
 */
export function loopbackHost() {
  return z
    .string()
    .refine((host) => isLoopback(host.toLowerCase()))
    .describe(
      'a loopback address (127.0.0.1, ::1 or localhost): there are no API keys yet, so any other address ' +
        'would open every job to whoever can reach this machine',
    );
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

export function httpUrl() {
  return z
    .string()
    .refine((text) => {
      const url = URL.parse(text);
      return (
        (url?.protocol === 'http:' || url?.protocol === 'https:') && url.search === '' && url.hash === ''
      );
    })
    .describe('an http:// or https:// address without query and fragment');
}

/** Several hosts are allowed in it, which `URL` cannot parse; the driver looks at the rest. */
export function mongodbUrl() {
  return z
    .string()
    .regex(/^mongodb(\+srv)?:\/\/\S+$/)
    .refine((url) => hostsOf(url).length > 0)
    .describe('a mongodb:// or mongodb+srv:// address');
}

function hostsOf(url: string): string {
  const authority = /^[^:]+:\/\/([^/?]*)/.exec(url)?.[1] ?? '';
  return authority.slice(authority.lastIndexOf('@') + 1);
}

/** https://opentelemetry.io/docs/specs/otel/protocol/exporter/#specifying-headers-via-environment-variables */
export function headerList() {
  return z
    .string()
    .refine((text) => text.split(',').every((pair) => isHeader(pair.trim())))
    .describe('comma-separated name=value pairs, values percent-encoded');
}

function isHeader(pair: string): boolean {
  const match = /^[!#$%&'*+.^_`|~\w-]+\s*=\s*([\x21-\x7e]*)$/.exec(pair);
  if (!match) return false;
  try {
    decodeURIComponent(match[1] ?? '');
    return true;
  } catch {
    return false;
  }
}

export function timeZone() {
  return z
    .string()
    .refine(isTimeZone)
    .describe('a time zone of the IANA database, such as Europe/Warsaw or UTC');
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
