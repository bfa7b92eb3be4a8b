import { afterEach, describe, expect, it } from 'vitest';
import type { BreakerPermit, Breakers, BreakerTransition } from '../../src/guardrails/breaker/breaker.ts';
import type { BreakerOverrides } from '../../src/guardrails/breaker/default-settings.ts';
import { BreakerOpen } from '../../src/guardrails/refusals.ts';

export interface BreakersUnderTest {
  /** Started, on the same saved states each time it is called. */
  make(settings?: BreakerOverrides): Promise<Breakers>;
  /** Lets the open time of a provider pass, as these breakers measure it. */
  untilDue(breakers: Breakers, provider: 'openai' | 'pdf_service'): Promise<void>;
  /** Waits until what was done has been told to everybody concerned. */
  settled(breakers: Breakers): Promise<void>;
  /** Probes that close it again by its default rounds, one after the other. */
  probesToClose: number;
  end(): Promise<void>;
}

/** What every implementation of `Breakers` does. */
export function describeBreakers(name: string, prepare: () => Promise<BreakersUnderTest>): void {
  describe(`${name}: breakers`, () => {
    let under: BreakersUnderTest;
    const opened: Breakers[] = [];
    const make = async (settings?: BreakerOverrides) => {
      under ??= await prepare();
      const breakers = await under.make(settings);
      opened.push(breakers);
      return breakers;
    };
    afterEach(async () => {
      for (const breakers of opened.splice(0)) await breakers.stop();
      await under.end();
      under = undefined as unknown as BreakersUnderTest;
    });

    it('let calls through and count them', async () => {
      const breakers = await make();
      (await breakers.enter('openai')).succeeded(10);
      (await breakers.enter('openai')).failed(10);
      (await breakers.enter('openai')).ignored();
      expect(breakers.status('openai')).toMatchObject({
        state: 'closed',
        calls: 2,
        failures: 1,
        failuresInARow: 1,
      });
      expect(breakers.standIn()).toBeUndefined();
    });

    it('enter synchronously while closed, and refuse synchronously while open', async () => {
      const breakers = await make();
      expect(breakers.enter('openai')).not.toBeInstanceOf(Promise);
      await failInARow(breakers, 'openai', 5);
      expect(() => breakers.enter('openai')).toThrow(BreakerOpen);
    });

    it('open one provider without the others', async () => {
      const breakers = await make();
      await failInARow(breakers, 'pdf_service', 3);
      await under.settled(breakers);
      const open = breakers.statuses().filter(({ state }) => state !== 'closed');
      expect(open).toMatchObject([{ provider: 'pdf_service', state: 'open', opened: 1 }]);
      expect(open[0]?.retryAfterMs).toBeGreaterThan(50_000);
      expect(open[0]?.retryAfterMs).toBeLessThanOrEqual(60_000);
    });

    it('close again after their probes', async () => {
      const breakers = await make({ pdf_service: { openMs: 40 } });
      await failInARow(breakers, 'pdf_service', 3);
      await under.settled(breakers);
      await under.untilDue(breakers, 'pdf_service');
      for (let probe = 0; probe < under.probesToClose; probe++) {
        (await breakers.enter('pdf_service')).succeeded(1);
        await under.settled(breakers);
      }
      expect(breakers.status('pdf_service')).toMatchObject({ state: 'closed', opened: 1, recovered: 1 });
    });

    it('let one of 500 concurrent callers probe', async () => {
      const breakers = await make({ pdf_service: { openMs: 40 } });
      await failInARow(breakers, 'pdf_service', 3);
      await under.settled(breakers);
      await under.untilDue(breakers, 'pdf_service');
      const entered = await Promise.allSettled(
        Array.from({ length: 500 }, async () => breakers.enter('pdf_service')),
      );
      const refused = entered.filter(
        (each) => each.status === 'rejected' && each.reason instanceof BreakerOpen,
      );
      expect(refused).toHaveLength(499);
      const probe = entered.find((each) => each.status === 'fulfilled');
      probe?.value.ignored();
      await under.settled(breakers);
      expect(breakers.status('pdf_service').state).toBe('half_open');
      (await breakers.enter('pdf_service')).ignored();
    });

    it('open again when a probe fails', async () => {
      const breakers = await make({ pdf_service: { openMs: 40 } });
      await failInARow(breakers, 'pdf_service', 3);
      await under.settled(breakers);
      await under.untilDue(breakers, 'pdf_service');
      (await breakers.enter('pdf_service')).failed(1);
      await under.settled(breakers);
      expect(breakers.status('pdf_service').state).toBe('open');
    });

    it('tell each transition once, and are not harmed by a listener that throws', async () => {
      const breakers = await make();
      const heard: BreakerTransition[] = [];
      breakers.onTransition(() => {
        throw new Error('a listener of somebody else');
      });
      const silence = breakers.onTransition((transition) => heard.push(transition));
      await failInARow(breakers, 'openai', 5);
      await under.settled(breakers);
      expect(heard).toEqual([
        { provider: 'openai', from: 'closed', to: 'open', reason: '5 failures in a row' },
      ]);
      silence();
      await breakers.control('openai', 'close');
      expect(heard).toHaveLength(1);
    });

    it('are still open after a restart', async () => {
      const breakers = await make();
      await failInARow(breakers, 'openai', 5);
      await under.settled(breakers);
      await breakers.stop();
      const again = await make();
      expect(again.status('openai').state).toBe('open');
      expect(() => again.enter('openai')).toThrow(BreakerOpen);
    });

    it.each(['open', 'disable'] as const)(
      'keep what was said by hand (%s) over a restart until it is released',
      async (command) => {
        const breakers = await make();
        const said = await breakers.control('openai', command);
        expect(said.state).toBe(command === 'open' ? 'forced_open' : 'disabled');
        await breakers.stop();
        const again = await make();
        expect(again.status('openai').state).toBe(said.state);
        expect(await again.control('openai', 'close')).toMatchObject({ state: 'closed' });
        (await again.enter('openai')).failed(1);
        expect(again.status('openai').failures).toBe(1);
      },
    );

    it('keep their counts over a restart', async () => {
      const breakers = await make();
      await failInARow(breakers, 'openai', 4);
      await breakers.stop();
      const again = await make();
      expect(again.status('openai')).toMatchObject({ failuresInARow: 4, calls: 4, failures: 4 });
    });
  });
}

export async function failInARow(
  breakers: { enter: Breakers['enter'] },
  provider: Parameters<Breakers['enter']>[0],
  times: number,
): Promise<void> {
  for (let call = 0; call < times; call++) {
    const permit: BreakerPermit | Promise<BreakerPermit> = breakers.enter(provider);
    (await permit).failed(10);
  }
}
