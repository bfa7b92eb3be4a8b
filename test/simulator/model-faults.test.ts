import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CallOutcome, SimulatedCall } from '../../simulator/call-journal.ts';
import { type FaultName, faultApplies, faultNames } from '../../simulator/faults/fault-names.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { answerSchema, type Dialect, dialects, type Seen, sdkModel, see } from './support/sdk-clients.ts';

const nowMs = Date.parse('2026-03-01T10:00:00.250Z');
let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ now: () => nowMs });
});
afterAll(() => simulator.stop());
beforeEach(() => simulator.reset());

interface Expected {
  outcome: CallOutcome;
  check(seen: Seen, call: SimulatedCall, way: { dialect: Dialect; stream: boolean }): void;
  /** The client gives up once the simulator has the call in this state. */
  leaveWhen?(call: SimulatedCall): boolean;
}

const good: Expected['check'] = (seen) => {
  expect(seen.error).toBeUndefined();
  expect(answerSchema.safeParse(seen.output).success).toBe(true);
};
const useless: Expected['check'] = (seen) => expect(seen.output).toBeUndefined();
const failed: Expected['check'] = (seen) => {
  expect(seen.error).toBeDefined();
  expect(seen.output).toBeUndefined();
};
const refused = (status: number, more: Expected['check'] = () => {}): Expected => ({
  outcome: 'refused',
  check(seen, call, way) {
    expect(call.status).toBe(status);
    expect(seen.error?.statusCode).toBe(status);
    expect(seen.output).toBeUndefined();
    more(seen, call, way);
  },
});
const header = (seen: Seen, name: string) => seen.error?.responseHeaders?.[name];
const parses = (text = '') => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** The input of a tool is a value, not a text, where it does not come as a stream. */
const isParsedOnTheWay = ({ dialect, stream }: { dialect: Dialect; stream: boolean }) =>
  dialect === 'anthropic by tool' && !stream;

const expected: Record<FaultName, Expected> = {
  slow: { outcome: 'answered', check: good },
  drip: { outcome: 'answered', check: good },
  hang: { outcome: 'hung', check: failed, leaveWhen: ({ faultApplied }) => faultApplied === 'hang' },
  stall: { outcome: 'cut', check: useless, leaveWhen: ({ status }) => status === 200 },
  '429': refused(429, (seen) => expect(header(seen, 'retry-after')).toBe('7')),
  '429-date': refused(429, (seen) =>
    expect(header(seen, 'retry-after')).toBe('Sun, 01 Mar 2026 10:00:08 GMT'),
  ),
  '429-ms': refused(429, (seen) => expect(header(seen, 'retry-after-ms')).toBe('7000')),
  '429-reset': refused(429, (seen, _call, { dialect }) => {
    expect(header(seen, 'retry-after')).toBeUndefined();
    const resets = {
      openai: ['x-ratelimit-reset-requests', '7s'],
      anthropic: ['anthropic-ratelimit-requests-reset', '2026-03-01T10:00:07.250Z'],
      openrouter: ['x-ratelimit-reset', String(nowMs + 7000)],
      cohere: ['x-ratelimit-reset', String(Math.ceil((nowMs + 7000) / 1000))],
    } as const;
    const [name, value] = resets[dialects[dialect]];
    expect(header(seen, name)).toBe(value);
  }),
  '429-body': refused(429, (seen, _call, { dialect }) => {
    expect(header(seen, 'retry-after')).toBeUndefined();
    const sign = dialect === 'openrouter' ? String(nowMs + 7000) : '"retryDelay":"7s"';
    expect(seen.error?.responseBody).toContain(sign);
  }),
  '429-bare': refused(429, (seen) => {
    const headers = Object.keys(seen.error?.responseHeaders ?? {});
    expect(headers.filter((name) => /retry|ratelimit/.test(name))).toEqual([]);
  }),
  quota: refused(429, (seen) => expect(seen.error?.responseBody).toContain('insufficient_quota')),
  '400': refused(400),
  '401': refused(401),
  '402': refused(402),
  '403': refused(403),
  '404': refused(404),
  '500': refused(500),
  '502': refused(502),
  '503': refused(503),
  '529': refused(529),
  html: refused(502, (seen) => expect(seen.error?.responseBody).toContain('<html>')),
  'malformed-body': {
    outcome: 'answered',
    check(seen, _call, { stream }) {
      expect(seen.error).toBeDefined();
      // What else the stream held is still there.
      if (!stream) expect(seen.output).toBeUndefined();
    },
  },
  'truncated-body': { outcome: 'answered', check: useless },
  'malformed-answer': {
    outcome: 'answered',
    check(seen, call, way) {
      expect(seen.output).toBeUndefined();
      expect(parses(seen.text)).toBe(isParsedOnTheWay(way));
      expect(call.usage).toBeDefined();
    },
  },
  'truncated-answer': {
    outcome: 'answered',
    check(seen, call, way) {
      expect(seen.output).toBeUndefined();
      expect(parses(seen.text)).toBe(isParsedOnTheWay(way));
      expect(seen.finishReason).toBe('stop');
      expect(seen.outputTokens).toBe(call.usage?.outputTokens);
    },
  },
  'schema-break': {
    outcome: 'answered',
    check(seen) {
      expect(seen.output).toBeUndefined();
      expect(parses(seen.text)).toBe(true);
    },
  },
  empty: {
    outcome: 'answered',
    check(seen) {
      expect(seen.output).toBeUndefined();
      expect(seen.text ?? '').toBe('');
    },
  },
  'usage-parts': {
    outcome: 'answered',
    check(seen, call, { dialect, stream }) {
      good(seen, call, { dialect, stream });
      const { inputTokens = 0, outputTokens = 0 } = call.usage ?? {};
      expect(seen.inputTokens).toBe(inputTokens);
      expect(call.usage?.cacheReadTokens).toBe(Math.floor(inputTokens / 2));
      // The SDK leaves Cohere's cached tokens out, and the format has no place for the others.
      if (dialect === 'cohere') return;
      expect(seen.cacheReadTokens).toBe(Math.floor(inputTokens / 2));
      expect(seen.cacheWriteTokens).toBe(Math.floor(inputTokens / 4));
      expect(seen.reasoningTokens).toBe(Math.floor(outputTokens / 2));
    },
  },
  'usage-high': {
    outcome: 'answered',
    check(seen, call) {
      expect(seen.inputTokens).toBe((call.billed?.inputTokens ?? 0) * 1000);
      expect(seen.outputTokens).toBe((call.billed?.outputTokens ?? 0) * 1000);
    },
  },
  'usage-negative': {
    outcome: 'answered',
    check: (seen) => expect(seen.inputTokens).toBeLessThan(0),
  },
  'usage-part-over-total': {
    outcome: 'answered',
    check(seen, call, { dialect }) {
      const {
        inputTokens = 0,
        outputTokens = 0,
        cacheReadTokens = 0,
        reasoningTokens = 0,
      } = call.usage ?? {};
      expect(cacheReadTokens > inputTokens || reasoningTokens > outputTokens).toBe(true);
      expect(seen.inputTokens).toBe(inputTokens);
      if (dialects[dialect] !== 'cohere') expect(seen.reasoningTokens).toBe(reasoningTokens);
    },
  },
  'usage-missing': {
    outcome: 'answered',
    check(seen, call) {
      expect(call.usage).toBeUndefined();
      expect(call.billed?.inputTokens).toBeGreaterThan(0);
      // Two of the SDKs take the whole answer for invalid then; either way nobody is told any figures.
      expect(seen.outputTokens || undefined).toBeUndefined();
    },
  },
  huge: { outcome: 'cut', check: useless, leaveWhen: ({ status }) => status === 200 },
  break: { outcome: 'cut', check: useless },
  'error-event': { outcome: 'answered', check: useless },
  'reset-before': { outcome: 'reset', check: failed },
  'reset-after': { outcome: 'reset', check: failed },
  refusal: {
    outcome: 'answered',
    check(seen) {
      expect(seen.output).toBeUndefined();
      expect(seen.finishReason).toBe('content-filter');
    },
  },
  length: {
    outcome: 'answered',
    check(seen) {
      expect(seen.output).toBeUndefined();
      expect(seen.finishReason).toBe('length');
    },
  },
};

const ways = (Object.keys(dialects) as Dialect[]).flatMap((dialect) => [
  { dialect, stream: false },
  { dialect, stream: true },
]);

describe.each(ways)('$dialect, stream: $stream', (way) => {
  const { dialect, stream } = way;
  const provider = dialects[dialect];
  it.each(faultNames.filter((fault) => faultApplies(fault, provider, stream)))(
    'fails by %s',
    async (fault) => {
      const { outcome, check, leaveWhen } = expected[fault];
      simulator.fault({
        provider,
        fault,
        times: 1,
        ...(fault.startsWith('429') ? { retryAfter: 7 } : {}),
        delayMs: 5,
      });
      const model = sdkModel(dialect, simulator.urlFor(provider));
      const client = new AbortController();
      const asked = see(model, stream, { signal: client.signal });
      if (leaveWhen !== undefined) {
        await expect
          .poll(() => simulator.calls().some(leaveWhen), { interval: 2, timeout: 10_000 })
          .toBe(true);
        client.abort();
      }
      const seen = await asked;
      await simulator.idle();
      const [call, ...others] = simulator.calls();
      expect(others).toEqual([]);
      if (call === undefined) throw new Error('nothing arrived');
      expect(call).toMatchObject({ faultApplied: fault, outcome, clientLeft: leaveWhen !== undefined });
      check(seen, call, way);
      // Used once; the next call is well again.
      good(await see(model, stream), call, way);
    },
  );
});

it('bills what was worked on though the client never heard of it', async () => {
  simulator.fault({ provider: 'openai', fault: 'break', times: 1 });
  simulator.fault({ provider: 'openai', fault: '500', times: 1 });
  const model = sdkModel('openai', simulator.urlFor('openai'));
  await see(model, false);
  await see(model, false);
  const [cut, refusedCall] = simulator.calls();
  expect(cut?.usage).toBeUndefined();
  expect(cut?.billed?.outputTokens).toBeGreaterThan(0);
  expect(refusedCall?.billed).toBeUndefined();
});

it('reports the usage that a rule gives', async () => {
  const usage = { inputTokens: 1000, outputTokens: 300, cacheReadTokens: 900, reasoningTokens: 250 };
  simulator.fault({ provider: 'anthropic', fault: 'usage-parts', usage });
  const seen = await see(sdkModel('anthropic', simulator.urlFor('anthropic')), true);
  expect(seen).toMatchObject(usage);
});
