import { describe, expect, it } from 'vitest';
import type { Layer, LayerContext, Pipeline } from '../../src/engine/layer.ts';
import { optionalPart } from '../../src/engine/optional-part.ts';
import { ParkJob } from '../../src/engine/park.ts';
import { type RunOptions, runLayers } from '../../src/engine/run-layers.ts';
import { StrataError } from '../../src/error.ts';
import { BudgetRefused } from '../../src/guardrails/refusals.ts';

type Results = Record<string, unknown>;

function layer(name: string, run: Layer<string, Results>['run']): Layer<string, Results> {
  return { name, run };
}

function pipelineOf(layers: Layer<string, Results>[]): Pipeline<string, Results> {
  return { name: 'application', layers, deliveringLayer: 'last', check: async () => ({ title: 'a test' }) };
}

/** Options that note what happens; everything else as given. */
function options(layers: Layer<string, Results>[], given: Partial<RunOptions<string, Results>> = {}) {
  const seen: string[] = [];
  const stored: string[] = [];
  const run: RunOptions<string, Results> = {
    pipeline: pipelineOf(layers),
    input: 'input',
    results: {},
    reasoners: {},
    degraded: [],
    putArtifact: async ({ name }) => {
      stored.push(name);
    },
    observer: {
      layerStarted: async (name) => {
        seen.push(`start ${name}`);
      },
      layerFinished: async ({ layer: name, results, degraded }) => {
        seen.push(
          `finish ${name} ${JSON.stringify(results)} ${degraded.map(({ code }) => code).join()}`.trim(),
        );
      },
      around: (_name, work) => work(),
    },
    layerTimeoutMs: 60_000,
    scopeOf: (name) => ({ user: 'local', layer: name }),
    onUnavailable: 'substitute',
    signal: new AbortController().signal,
    shouldPause: () => false,
    clock: () => 0,
    ...given,
  };
  return { run, seen, stored };
}

const one = layer('one', async (input) => ({ result: `${input}+1` }));
const two = layer('two', async (_input, { one: before }) => ({
  result: `${before}+2`,
  reasoner: 'extractive',
}));

describe('layers', () => {
  it('run in order, each seeing what those before it left', async () => {
    const { run, seen } = options([one, two]);
    expect(await runLayers(run)).toEqual({ kind: 'finished' });
    expect(seen).toEqual([
      'start one',
      'finish one {"one":"input+1"}',
      'start two',
      'finish two {"one":"input+1","two":"input+1+2"}',
    ]);
  });

  it('that have a result already are not run again', async () => {
    const { run, seen } = options([one, two], { results: { one: 'kept' } });
    await runLayers(run);
    expect(seen).toEqual(['start two', 'finish two {"one":"kept","two":"kept+2"}']);
  });

  it('are left for later between two layers when a pause is asked for', async () => {
    let asked = 0;
    const { run, seen } = options([one, two], { shouldPause: () => asked++ > 0 });
    expect(await runLayers(run)).toEqual({ kind: 'paused' });
    expect(seen.at(-1)).toContain('finish one');
  });

  it('that fail stop the run with their error', async () => {
    const broken = layer('broken', async () => {
      throw new StrataError('BROKEN', 'broken', { kind: 'failed' });
    });
    const { run, seen } = options([one, broken, two]);
    await expect(runLayers(run)).rejects.toMatchObject({ code: 'BROKEN' });
    expect(seen.at(-1)).toBe('start broken');
  });

  it('that take too long are given up, even if they do not listen', async () => {
    let given: AbortSignal | undefined;
    const deaf = layer('deaf', (_input, _results, { signal }) => {
      given = signal;
      return new Promise(() => undefined);
    });
    const { run } = options([deaf], { layerTimeoutMs: 5 });
    await expect(runLayers(run)).rejects.toMatchObject({ code: 'LAYER_TIMED_OUT', kind: 'timeout' });
    expect(given?.aborted).toBe(true);
  });

  it('end at once when the job is aborted, with the reason of the abort', async () => {
    const controller = new AbortController();
    const waiting = layer('waiting', () => {
      controller.abort(new Error('the reason'));
      return new Promise(() => undefined);
    });
    const { run } = options([waiting], { signal: controller.signal });
    await expect(runLayers(run)).rejects.toThrow('the reason');
  });

  it('stop when their progress cannot be saved', async () => {
    const { run } = options([one, two]);
    run.observer.layerFinished = async () => {
      throw new Error('disk full');
    };
    await expect(runLayers(run)).rejects.toThrow('disk full');
  });

  it('know who did the thinking before them', async () => {
    let known: LayerContext['reasoners'] | undefined;
    const last = layer('last', async (_input, _results, context) => {
      known = context.reasoners;
      return { result: null };
    });
    await runLayers(options([one, two, last]).run);
    expect(known).toEqual({ two: 'extractive' });
  });
});

describe('an optional part', () => {
  const part = { code: 'PART_MISSING', what: 'the part', insteadOf: 'nothing stands in' };

  it('that fails degrades the layer and says why', async () => {
    const degrading = layer('degrading', async (_input, _results, context) => ({
      result: await optionalPart(
        context,
        part,
        async () => {
          throw new StrataError('DOWN', 'it is down', { kind: 'unavailable' });
        },
        () => 'substitute',
      ),
      metadata: { told: context.degraded.map(({ message }) => message).join() },
    }));
    const { run, seen } = options([degrading]);
    await runLayers(run);
    expect(seen.at(-1)).toBe('finish degrading {"degrading":"substitute"} PART_MISSING');
  });

  it('never shows the words of an unknown error', async () => {
    const degraded: string[] = [];
    const context = {
      signal: new AbortController().signal,
      degrade: (_code: string, message: string) => degraded.push(message),
    } as unknown as LayerContext;
    const failing = async () => {
      throw new Error('secret: 42');
    };
    expect(await optionalPart(context, part, failing, () => 'substitute')).toBe('substitute');
    expect(degraded).toEqual(['the part: it failed unexpectedly; nothing stands in']);
  });

  it('passes an abort on', async () => {
    const controller = new AbortController();
    controller.abort(new Error('stopping'));
    const context = { signal: controller.signal, degrade: () => undefined } as unknown as LayerContext;
    const failing = async () => {
      throw new Error('cut off');
    };
    await expect(optionalPart(context, part, failing, () => 'substitute')).rejects.toThrow('stopping');
  });
});

describe('the patience of a layer', () => {
  const slow = (signal: AbortSignal) =>
    new Promise<never>((_, reject) => {
      signal.throwIfAborted();
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });

  it('ends before its time, for all that it asks together, so that substitutes have the rest', async () => {
    const reasons: unknown[] = [];
    const asking = layer('asking', async (_input, _results, { patience, signal }) => {
      for (let part = 0; part < 3; part++) await slow(patience).catch((reason) => reasons.push(reason));
      expect(signal.aborted).toBe(false);
      return { result: 'by substitutes' };
    });
    const { run, seen } = options([asking], { layerTimeoutMs: 100 });
    expect(await runLayers(run)).toEqual({ kind: 'finished' });
    expect(reasons).toHaveLength(3);
    expect(reasons[0]).toMatchObject({ code: 'PROVIDERS_TOO_SLOW', kind: 'timeout' });
    expect(seen.at(-1)).toContain('by substitutes');
  });

  it('ends with the layer when that is aborted', async () => {
    const stop = new AbortController();
    const asking = layer('asking', async (_input, _results, { patience }) => {
      stop.abort(new Error('enough'));
      return slow(patience);
    });
    const { run } = options([asking], { signal: stop.signal });
    await expect(runLayers(run)).rejects.toThrow('enough');
  });
});

describe('a part that a layer can do without', () => {
  const part = { code: 'MISSING', what: 'pdf', insteadOf: 'text' };
  const contextOf = (degraded: string[]) =>
    ({
      signal: new AbortController().signal,
      degrade: (code: string) => void degraded.push(code),
    }) as unknown as LayerContext;

  it('is not done without when the budget is to fail the job, or the job is to wait', async () => {
    const degraded: string[] = [];
    const refused = new BudgetRefused('used up', { scope: 'all', budgetAction: 'fail' });
    const parked = new ParkJob(refused);
    for (const cause of [refused, parked]) {
      const tried = optionalPart(
        contextOf(degraded),
        part,
        async () => Promise.reject(cause),
        () => 'none',
      );
      await expect(tried).rejects.toBe(cause);
    }
    expect(degraded).toEqual([]);
  });

  it('is done without when the budget says skip', async () => {
    const degraded: string[] = [];
    const refused = new BudgetRefused('used up', { scope: 'all', budgetAction: 'skip' });
    const done = await optionalPart(
      contextOf(degraded),
      part,
      async () => Promise.reject(refused),
      () => 'none',
    );
    expect(done).toBe('none');
    expect(degraded).toEqual(['MISSING']);
  });
});
