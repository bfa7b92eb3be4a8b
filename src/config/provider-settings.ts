import type { z } from 'zod';
import type { Setting } from './settings.ts';
import { apiKey, decimal, httpUrl, shortText, wholeNumber } from './values.ts';

type Settings<Names extends string, Schema extends z.ZodType> = { [Name in Names]: Setting<Schema> };

/** `OPENAI_API_KEY`, `OPENAI_BASE_URL`, `OPENAI_MODEL`: a provider is used once its key or its address is set. */
export function llmSettings<const Prefix extends string>(
  prefix: Prefix,
  vendor: { name: string; model: string; baseUrl: string; compatible?: string },
) {
  const compatible = vendor.compatible === undefined ? '' : ` ${vendor.compatible}`;
  return {
    [`${prefix}_API_KEY`]: {
      schema: apiKey(),
      description: `Key for ${vendor.name}; with it the thinking is done by models, and costs money.`,
      secret: true,
      example: 'sk-example',
    },
    [`${prefix}_BASE_URL`]: {
      schema: httpUrl(),
      description: `Another address that speaks the interface of ${vendor.name}.${compatible} Unset: ${vendor.name} itself.`,
      example: vendor.baseUrl,
    },
    [`${prefix}_MODEL`]: {
      schema: shortText(200),
      description: `Model that is asked of ${vendor.name} where a layer names none.`,
      default: vendor.model,
      example: vendor.model,
    },
  } as unknown as Settings<`${Prefix}_API_KEY`, ReturnType<typeof apiKey>> &
    Settings<`${Prefix}_BASE_URL`, ReturnType<typeof httpUrl>> &
    Settings<`${Prefix}_MODEL`, ReturnType<typeof shortText>>;
}

/** `OPENAI_RATE_LIMIT_PER_MIN`, `OPENAI_DAILY_LIMIT`: in requests. */
export function requestLimits<const Prefix extends string>(
  prefix: Prefix,
  vendor: string,
  defaults: { perMinute: number; perDay?: number },
) {
  const unit = 'requests';
  return {
    [`${prefix}_RATE_LIMIT_PER_MIN`]: {
      schema: wholeNumber(1, 10_000_000),
      description: `Most requests to ${vendor} in any 60 seconds; more wait for their turn.`,
      default: String(defaults.perMinute),
      unit,
      example: '500',
    },
    [`${prefix}_DAILY_LIMIT`]: {
      schema: wholeNumber(1, 1_000_000_000),
      description: `Most requests to ${vendor} in any 24 hours.`,
      ...(defaults.perDay === undefined ? {} : { default: String(defaults.perDay) }),
      unit,
      example: '5000',
    },
  } as unknown as Settings<
    `${Prefix}_RATE_LIMIT_PER_MIN` | `${Prefix}_DAILY_LIMIT`,
    ReturnType<typeof wholeNumber>
  >;
}

/** `OPENAI_TOKENS_PER_MIN`. */
export function tokenLimit<const Prefix extends string>(prefix: Prefix, vendor: string) {
  return {
    [`${prefix}_TOKENS_PER_MIN`]: {
      schema: wholeNumber(1, 10_000_000_000),
      description: `Most tokens in and out of ${vendor} in any 60 seconds; unset: no limit of tokens.`,
      unit: 'tokens',
      example: '200000',
    },
  } as unknown as Settings<`${Prefix}_TOKENS_PER_MIN`, ReturnType<typeof wholeNumber>>;
}

/** `OPENAI_BREAKER_FAILURES`, `OPENAI_BREAKER_OPEN_SECONDS`. */
export function breakerSettings<const Prefix extends string>(
  prefix: Prefix,
  vendor: string,
  defaults: { failures: number; openSeconds: number },
) {
  return {
    [`${prefix}_BREAKER_FAILURES`]: {
      schema: wholeNumber(1, 1000),
      description: `Failures in a row after which ${vendor} is left alone.`,
      default: String(defaults.failures),
      unit: 'failures',
      example: '10',
    },
    [`${prefix}_BREAKER_OPEN_SECONDS`]: {
      schema: decimal(0.1, 86_400),
      description: `How long ${vendor} is left alone before it is tried again; doubles with each trial that fails.`,
      default: String(defaults.openSeconds),
      unit: 'seconds',
      example: '30',
    },
  } as unknown as Settings<`${Prefix}_BREAKER_FAILURES`, ReturnType<typeof wholeNumber>> &
    Settings<`${Prefix}_BREAKER_OPEN_SECONDS`, ReturnType<typeof decimal>>;
}
