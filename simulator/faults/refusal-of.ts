import type { Refusal } from '../protocols/protocol.ts';
import type { SimulatedProvider } from '../simulated-provider.ts';
import type { FaultRule } from './fault-rule.ts';

export interface RefusalOnTheWire extends Refusal {
  headers: Record<string, string>;
  /** Instead of the provider's own format. */
  html?: string;
}

const reasons: Partial<Record<FaultRule['fault'], { status: number; reason: Refusal['reason'] }>> = {
  quota: { status: 429, reason: 'quota' },
  '400': { status: 400, reason: 'invalid' },
  '401': { status: 401, reason: 'key' },
  '402': { status: 402, reason: 'payment' },
  '403': { status: 403, reason: 'forbidden' },
  '404': { status: 404, reason: 'model' },
  '500': { status: 500, reason: 'server' },
  '502': { status: 502, reason: 'server' },
  '503': { status: 503, reason: 'overloaded' },
  '529': { status: 529, reason: 'overloaded' },
};

/** The refusal that a fault is, if it is one. */
export function refusalOf(
  rule: FaultRule,
  provider: SimulatedProvider,
  nowMs: number,
): RefusalOnTheWire | undefined {
  if (rule.fault === 'html') return { status: 502, reason: 'server', headers: {}, html: gatewayPage };
  const known = reasons[rule.fault];
  if (known !== undefined) {
    const retryAfter = rule.retryAfter === undefined ? {} : { 'retry-after': String(rule.retryAfter) };
    return { ...known, headers: retryAfter };
  }
  if (!rule.fault.startsWith('429')) return undefined;
  const retryAfterS = rule.retryAfter ?? 1;
  return {
    status: 429,
    reason: 'rate-limit',
    headers: waitHeaders(rule.fault, provider, retryAfterS, nowMs),
    ...(rule.fault === '429-body' ? { retryDelayS: retryAfterS, retryAtMs: nowMs + retryAfterS * 1000 } : {}),
  };
}

function waitHeaders(
  fault: FaultRule['fault'],
  provider: SimulatedProvider,
  retryAfterS: number,
  nowMs: number,
): Record<string, string> {
  const atMs = nowMs + retryAfterS * 1000;
  switch (fault) {
    case '429':
      return { 'retry-after': String(retryAfterS) };
    case '429-date':
      // A date has whole seconds; rounded up, so that it is never too early.
      return { 'retry-after': new Date(Math.ceil(atMs / 1000) * 1000).toUTCString() };
    case '429-ms':
      return { 'retry-after-ms': String(Math.ceil(retryAfterS * 1000)) };
    case '429-reset':
      return resetHeaders(provider, retryAfterS, atMs);
    default:
      return {};
  }
}

function resetHeaders(
  provider: SimulatedProvider,
  retryAfterS: number,
  atMs: number,
): Record<string, string> {
  switch (provider) {
    case 'openai':
      return {
        'x-ratelimit-limit-requests': '60',
        'x-ratelimit-remaining-requests': '0',
        'x-ratelimit-reset-requests': goDuration(retryAfterS),
      };
    case 'anthropic':
      return {
        'anthropic-ratelimit-requests-limit': '60',
        'anthropic-ratelimit-requests-remaining': '0',
        'anthropic-ratelimit-requests-reset': new Date(atMs).toISOString(),
      };
    case 'openrouter':
      return {
        'x-ratelimit-limit': '60',
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(Math.ceil(atMs)),
      };
    default:
      return {
        'x-ratelimit-limit': '60',
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(Math.ceil(atMs / 1000)),
      };
  }
}

/** As OpenAI writes it: 250ms, 5s, 6m0s. */
function goDuration(seconds: number): string {
  if (seconds < 1) return `${Math.ceil(seconds * 1000)}ms`;
  const minutes = Math.floor(seconds / 60);
  const rest = Number((seconds - minutes * 60).toFixed(3));
  return minutes === 0 ? `${rest}s` : `${minutes}m${rest}s`;
}

const gatewayPage = `<html>
<head><title>502 Bad Gateway</title></head>
<body><center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center></body>
</html>
`;
