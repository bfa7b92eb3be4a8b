import { isLlm, type SimulatedProvider } from '../simulated-provider.ts';

/** Everything that can be made to go wrong, each with what the client sees. */
export const faults = {
  slow: 'waits `delayMs` before the first byte, then answers well',
  drip: 'answers well, in small pieces with `delayMs` between them',
  hang: 'reads the request and never answers, until the client goes',
  stall: 'begins the answer and falls silent, until the client goes',
  '429': 'rate limited; `Retry-After` in seconds (`retryAfter`)',
  '429-date': 'rate limited; `Retry-After` as an HTTP date',
  '429-ms': 'rate limited; `retry-after-ms`',
  '429-reset': "rate limited; only the provider's own reset headers",
  '429-body': 'rate limited; the wait stands in the body alone',
  '429-bare': 'rate limited; nothing says for how long',
  quota: 'a 429 that means that the account is empty',
  '400': 'the request is refused as invalid',
  '401': 'the key is refused',
  '402': 'the account is empty',
  '403': 'the key may not do this',
  '404': 'no such model or address',
  '500': 'the service failed',
  '502': 'a bad gateway',
  '503': 'the service is unavailable',
  '529': 'the service is overloaded',
  html: 'a 502 whose body is the HTML page of a proxy',
  'malformed-body': 'status 200 with a body, or an event of the stream, that is not JSON; a PDF that is none',
  'truncated-body': 'status 200 whose body, or stream, ends in the middle though the connection closes well',
  'malformed-answer': 'a good envelope round a text of the model that is not JSON',
  'truncated-answer': 'a good envelope round a text of the model that stops in the middle, said to be whole',
  'schema-break': 'JSON of the wrong shape where the schema asked for another',
  empty: 'a good envelope round nothing',
  'usage-parts':
    'a good answer whose usage has cached, cache-written and reasoning parts, or the figures given',
  'usage-high': 'a good answer that claims a thousand times the usage',
  'usage-negative': 'a good answer with negative usage',
  'usage-part-over-total': 'a good answer whose usage has a part greater than its total',
  'usage-missing': 'a good answer without usage',
  huge: 'an answer without end (or of `sizeBytes`)',
  break: 'the connection is lost in the middle of the answer',
  'error-event':
    'the stream begins well and then holds an error; without a stream, status 200 round an error',
  'reset-before': 'the connection is reset before the request is read',
  'reset-after': 'the request is read, then the connection is reset',
  refusal: "the provider's content filter refuses",
  length: 'the answer is cut at the most tokens, and says so',
} as const;

export type FaultName = keyof typeof faults;

export const faultNames = Object.keys(faults) as readonly FaultName[];

/** What only a model's answer can have. */
const ofModels: ReadonlySet<FaultName> = new Set<FaultName>([
  'malformed-answer',
  'truncated-answer',
  'usage-parts',
  'usage-part-over-total',
  'error-event',
  'refusal',
  'length',
]);

const ofUsage: ReadonlySet<FaultName> = new Set<FaultName>(['usage-high', 'usage-negative', 'usage-missing']);

/** Whether a provider can fail so; `stream` where it is known already. */
export function faultApplies(fault: FaultName, provider: SimulatedProvider, stream?: boolean): boolean {
  if (fault === 'quota') return provider === 'openai';
  // Cohere's API has no sign for a refusal; its models refuse in words.
  if (fault === 'refusal' && provider === 'cohere') return false;
  if (fault === 'error-event' && stream === false) return provider === 'openrouter';
  if (ofModels.has(fault)) return isLlm(provider);
  if (ofUsage.has(fault)) return provider !== 'pdf_service';
  return true;
}

export function faultsOf(provider: SimulatedProvider): FaultName[] {
  return faultNames.filter((fault) => faultApplies(fault, provider));
}
