import http from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ seed: 7 });
});
afterAll(() => simulator.stop());
beforeEach(() => simulator.reset());

/** The status, or the code of the connection's error. */
async function ask(model = 'gpt-4o', signal?: AbortSignal): Promise<number | string> {
  try {
    const response = await fetch(`${simulator.urlFor('openai')}/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer any', 'content-type': 'application/json' },
      body: JSON.stringify({ model, messages: [{ role: 'user', content: 'What hurts this employer?' }] }),
      ...(signal === undefined ? {} : { signal }),
    });
    await response.arrayBuffer();
    return response.status;
  } catch (error) {
    const { name, cause } = error as { name: string; cause?: { code?: string } };
    return cause?.code ?? name;
  }
}

async function askTimes(count: number, model?: string): Promise<(number | string)[]> {
  const statuses: (number | string)[] = [];
  for (let index = 0; index < count; index += 1) statuses.push(await ask(model));
  return statuses;
}

describe('rules', () => {
  it('apply as often as they say, after as many calls as they say', async () => {
    simulator.fault({ provider: 'openai', fault: '500', after: 2, times: 3 });
    expect(await askTimes(7)).toEqual([200, 200, 500, 500, 500, 200, 200]);
    expect(simulator.faults()).toMatchObject([{ applied: 3, matched: 5 }]);
  });

  it('apply in the order in which they were set', async () => {
    simulator.fault({ provider: 'openai', fault: '503', times: 1 });
    simulator.fault({ fault: '429', times: 1 });
    simulator.fault({ fault: '500', times: 'forever' });
    expect(await askTimes(4)).toEqual([503, 429, 500, 500]);
  });

  it('apply to the model, operation and provider that they name', async () => {
    simulator.fault({ fault: '500', model: 'gpt-4o-mini' });
    simulator.fault({ fault: '502', operation: 'scrape' });
    simulator.fault({ fault: '503', provider: 'cohere' });
    expect(await askTimes(2)).toEqual([200, 200]);
    expect(await ask('gpt-4o-mini')).toBe(500);
  });

  it('apply by seeded dice, the same after a reset', async () => {
    const rule = { provider: 'openai', fault: '500', probability: 0.3 } as const;
    simulator.fault(rule);
    const first = await askTimes(60);
    simulator.reset();
    simulator.fault(rule);
    expect(await askTimes(60)).toEqual(first);
    const failures = first.filter((status) => status === 500).length;
    expect(failures).toBeGreaterThan(6);
    expect(failures).toBeLessThan(36);
  });

  it('end when they are cleared', async () => {
    simulator.fault({ fault: '500' });
    expect(await ask()).toBe(500);
    simulator.clearFaults();
    expect(await ask()).toBe(200);
  });

  it.each([
    [{ fault: 'quota', provider: 'anthropic' } as const, 'anthropic cannot fail by quota'],
    [{ fault: 'reset-before', model: 'gpt-4o' } as const, 'a request that is not read has no model yet'],
    [{ fault: '500', times: -1 } as const, 'times'],
  ])('that cannot be are refused: %j', (rule, message) => {
    expect(() => simulator.fault(rule)).toThrow(message);
  });
});

describe('under load', () => {
  it('counts 500 concurrent calls exactly, whatever became of them', async () => {
    simulator.fault({ provider: 'openai', fault: '500', times: 100 });
    simulator.fault({ provider: 'openai', fault: 'reset-after', times: 50 });
    simulator.fault({ provider: 'openai', fault: 'break', times: 50 });
    simulator.fault({ provider: 'openai', fault: 'hang', times: 30 });
    const clients = Array.from({ length: 500 }, () => new AbortController());
    const asked = clients.map(({ signal }) => ask('gpt-4o', signal));
    const pending = () => simulator.totals().byOutcome.pending ?? 0;
    await expect.poll(() => [simulator.totals().calls, pending()], { timeout: 30_000 }).toEqual([500, 30]);
    for (const client of clients) client.abort();
    const seen = await Promise.all(asked);
    await simulator.idle();
    expect(simulator.totals()).toMatchObject({
      calls: 500,
      byProvider: { openai: 500 },
      byOutcome: { refused: 100, reset: 50, cut: 50, hung: 30, answered: 270 },
      byFault: { '500': 100, 'reset-after': 50, break: 50, hang: 30 },
    });
    expect(seen.filter((status) => status === 500).length).toBe(100);
    const calls = simulator.calls('openai');
    expect(calls.length).toBe(500);
    expect(new Set(calls.map(({ sequence }) => sequence)).size).toBe(500);
    expect(calls.filter(({ clientLeft }) => clientLeft).length).toBe(30);
  });

  it('holds 2,000 calls at once', async () => {
    simulator.fault({ provider: 'openai', fault: 'hang' });
    const agent = new http.Agent({ maxSockets: 2000 });
    const body = JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'hello' }] });
    const requests = Array.from({ length: 2000 }, () => {
      const request = http.request(`${simulator.urlFor('openai')}/chat/completions`, {
        method: 'POST',
        agent,
        headers: { authorization: 'Bearer any', 'content-length': body.length },
      });
      request.on('error', () => {});
      request.end(body);
      return request;
    });
    await expect.poll(() => simulator.totals().byOutcome, { timeout: 30_000 }).toEqual({ pending: 2000 });
    expect(simulator.totals().mostAtOnce).toBe(2000);
    for (const request of requests) request.destroy();
    await simulator.idle();
    expect(simulator.totals().byOutcome).toEqual({ hung: 2000 });
  });

  it('keeps the newest calls and counts them all', async () => {
    const small = await startSimulator({ keptCalls: 3 });
    for (let index = 0; index < 8; index += 1)
      await (await fetch(`${small.urlFor('cohere')}/models`)).arrayBuffer();
    expect(small.calls().map(({ sequence }) => sequence)).toEqual([6, 7, 8]);
    expect(small.totals().calls).toBe(8);
    await small.stop();
  });
});

describe('its end', () => {
  it('closes hanging calls and frees its port', async () => {
    const other = await startSimulator();
    other.fault({ fault: 'hang' });
    const asked = fetch(`${other.urlFor('openai')}/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer any' },
      body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'hello' }] }),
    }).catch((error: Error) => error);
    await expect.poll(() => other.calls().some(({ faultApplied }) => faultApplied === 'hang')).toBe(true);
    await other.stop();
    expect(await asked).toBeInstanceOf(Error);
    expect(other.calls()).toMatchObject([{ outcome: 'hung', clientLeft: false }]);
    const again = await startSimulator({ port: Number(new URL(other.url).port) });
    expect(again.url).toBe(other.url);
    await again.stop();
  });
});
