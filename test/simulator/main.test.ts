import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { faultNames } from '../../simulator/faults/fault-names.ts';
import { startSimulatorProcess } from '../support/simulator.ts';

const main = fileURLToPath(new URL('../../simulator/main.ts', import.meta.url));

it('runs in a process of its own, is driven over HTTP and ends with its standard input', async () => {
  const simulator = await startSimulatorProcess({ faults: ['openai:429:retryAfter=5:times=1'] });
  try {
    const { environment } = simulator;
    expect(environment.OPENAI_BASE_URL).toBe(simulator.urlFor('openai'));
    expect(environment.PDF_SERVICE_URL).toBe(simulator.urlFor('pdf_service'));
    const ask = async () => {
      const response = await fetch(`${environment.OPENAI_BASE_URL}/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${environment.OPENAI_API_KEY}` },
        body: JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'hello' }] }),
      });
      await response.arrayBuffer();
      return [response.status, response.headers.get('retry-after')];
    };
    expect(await ask()).toEqual([429, '5']);
    expect(await ask()).toEqual([200, null]);
    expect(await simulator.fault({ provider: 'openai', fault: '503', times: 1 })).toEqual([2]);
    expect(await ask()).toEqual([503, null]);
    expect(await simulator.faults()).toMatchObject([{ applied: 1 }, { applied: 1 }]);
    expect((await simulator.calls('openai')).map(({ outcome }) => outcome)).toEqual([
      'refused',
      'answered',
      'refused',
    ]);
    expect(await simulator.calls('cohere')).toEqual([]);
    await expect(simulator.fault({ fault: 'quota', provider: 'cohere' })).rejects.toThrow(
      'cannot fail by quota',
    );
    await simulator.clearFaults();
    expect(await simulator.faults()).toEqual([]);
    await simulator.reset();
    expect((await simulator.totals()).calls).toBe(0);
  } finally {
    expect(await simulator.stop()).toBe(0);
  }
});

it('says in its help that it is a fake, and what can fail', () => {
  const { stdout, status } = spawnSync(process.execPath, [main, '--help'], { encoding: 'utf8' });
  expect(status).toBe(0);
  expect(stdout).toContain('A fake for tests, demos and drills only');
  for (const fault of faultNames) expect(stdout).toContain(`  ${fault} `);
});

it('refuses a fault that it does not know', () => {
  const { stderr, status } = spawnSync(process.execPath, [main, '--port', '0', '--fault', 'openai:sulk'], {
    encoding: 'utf8',
  });
  expect(status).not.toBe(0);
  expect(stderr).toContain('openai:sulk');
});
