import { z } from 'zod';
import { operations, simulatedProviders } from '../simulated-provider.ts';
import { type FaultName, faultApplies, faultNames } from './fault-names.ts';

const count = z.number().int().min(0);

const usageSchema = z
  .strictObject({
    inputTokens: z.number(),
    outputTokens: z.number(),
    cacheReadTokens: z.number(),
    cacheWriteTokens: z.number(),
    reasoningTokens: z.number(),
  })
  .partial();

/** What goes wrong, for whom and how often. Of several rules that match a call, the first one set applies. */
export const faultRuleSchema = z
  .strictObject({
    fault: z.enum(faultNames as [FaultName, ...FaultName[]]),
    /** Absent: every provider that can fail so. */
    provider: z.enum(simulatedProviders).optional(),
    operation: z.enum(operations).optional(),
    model: z.string().min(1).optional(),
    /** Of how many calls. Default: forever. */
    times: z.union([count, z.literal('forever')]).optional(),
    /** Of each call, from the simulator's seeded random numbers. Default: 1. */
    probability: z.number().min(0).max(1).optional(),
    /** Lets that many matching calls pass first. Default: 0. */
    after: count.optional(),
    /** `slow`: before the first byte, default 1,000. `drip`: between pieces, default 100. */
    delayMs: z.number().min(0).max(2_147_483_647).optional(),
    /** Of the 429 and 503 family, in seconds. Default 1; a 503 says it only if given. */
    retryAfter: z.number().min(0).optional(),
    /** `break`, `stall` and `error-event`: after how many pieces of the answer. Default: half of it. */
    pieces: count.optional(),
    /** `huge`: how much, instead of without end. */
    sizeBytes: count.optional(),
    /** `usage-parts`: the figures to report; totals include the parts. */
    usage: usageSchema.optional(),
  })
  .superRefine((rule, context) => {
    if (rule.provider !== undefined && !faultApplies(rule.fault, rule.provider)) {
      context.addIssue({
        code: 'custom',
        path: ['fault'],
        message: `${rule.provider} cannot fail by ${rule.fault}`,
      });
    }
    if (rule.fault === 'reset-before' && rule.model !== undefined) {
      context.addIssue({
        code: 'custom',
        path: ['model'],
        message: 'a request that is not read has no model yet',
      });
    }
  });

export type FaultRule = z.infer<typeof faultRuleSchema>;

const numberKeys = ['probability', 'after', 'delayMs', 'retryAfter', 'pieces', 'sizeBytes'] as const;
const usageKeys = {
  input: 'inputTokens',
  output: 'outputTokens',
  cached: 'cacheReadTokens',
  cacheWrite: 'cacheWriteTokens',
  reasoning: 'reasoningTokens',
} as const;

/**
 * Reads a rule as the command line takes it: `openai:429:retryAfter=5:times=3`, `*:slow:delayMs=300`,
 * `openai:usage-parts:cached=100`.
 *
 * @throws Error that says what is wrong with it
 */
export function parseFaultRule(text: string): FaultRule {
  // A model's name may hold a colon, so a part begins only where a key does.
  const [head = '', ...settings] = text.split(/:(?=[A-Za-z]+=)/);
  const [provider, fault, ...rest] = head.split(':');
  if (provider === undefined || fault === undefined || rest.length > 0) {
    throw new Error(
      `"${text}": write provider:fault[:key=value…], for example openai:429:retryAfter=5:times=3`,
    );
  }
  const rule: Record<string, unknown> = { fault, ...(provider === '*' ? {} : { provider }) };
  const usage: Record<string, number> = {};
  for (const setting of settings) {
    const [key = '', value = ''] = splitOnce(setting, '=');
    if (key in usageKeys) usage[usageKeys[key as keyof typeof usageKeys]] = Number(value);
    else if ((numberKeys as readonly string[]).includes(key)) rule[key] = Number(value);
    else if (key === 'times') rule.times = value === 'forever' ? value : Number(value);
    else rule[key] = value;
  }
  if (Object.keys(usage).length > 0) rule.usage = usage;
  const read = faultRuleSchema.safeParse(rule);
  if (!read.success) throw new Error(`"${text}": ${faultsInWords(read.error)}`);
  return read.data;
}

export function faultsInWords(error: z.ZodError): string {
  return error.issues
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
    .join('; ');
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}
