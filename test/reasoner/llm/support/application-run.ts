import { runLayers } from '../../../../src/engine/run-layers.ts';
import type { DegradedReason, JobInput } from '../../../../src/jobs/job.ts';
import { applicationPipeline } from '../../../../src/pipelines/application/pipeline.ts';
import type { ApplicationResults } from '../../../../src/pipelines/application/results.ts';
import { EmbeddedPdfWriter } from '../../../../src/publishing/embedded-pdf-writer.ts';
import { ExtractiveReasoner } from '../../../../src/reasoner/extractive/extractive-reasoner.ts';
import type { Reasoner, ReasonerName } from '../../../../src/reasoner/reasoner.ts';

export interface Ran {
  results: ApplicationResults;
  degraded: DegradedReason[];
  reasoners: Record<string, ReasonerName>;
  artifacts: Map<string, string>;
}

/** Runs the whole application pipeline with a reasoner, as a job would. */
export async function runApplication(reasoner: Reasoner, input: JobInput): Promise<Ran> {
  const ran: Ran = {
    results: {} as ApplicationResults,
    degraded: [],
    reasoners: {},
    artifacts: new Map(),
  };
  await runLayers({
    pipeline: applicationPipeline({
      reasonersOf: () => ({ expected: reasoner, substitute: new ExtractiveReasoner() }),
      pdfWriters: { expected: new EmbeddedPdfWriter() },
      inputLimits: { maxPostingBytes: 1e7, maxCvBytes: 1e7 },
      cvLimits: { minWords: 550, maxWords: 650 },
    }),
    input,
    results: {},
    reasoners: {},
    degraded: [],
    putArtifact: async ({ name, bytes }) => {
      ran.artifacts.set(name, new TextDecoder().decode(bytes));
    },
    observer: {
      layerStarted: async () => undefined,
      layerFinished: async (finish) => {
        ran.degraded.push(...finish.degraded);
        ran.results = finish.results as unknown as ApplicationResults;
        if (finish.reasoner) ran.reasoners[finish.layer] = finish.reasoner;
      },
      around: (_layer, work) => work(),
    },
    layerTimeoutMs: 60_000,
    scopeOf: (layer) => ({ user: 'local', layer }),
    onUnavailable: 'substitute',
    signal: new AbortController().signal,
    shouldPause: () => false,
    clock: () => performance.now(),
  });
  return ran;
}
