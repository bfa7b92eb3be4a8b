import type { DegradedReason, PipelineName } from '../jobs/job.ts';
import type { ReasonerName } from '../reasoner/reasoner.ts';
import type { Artifact } from '../store/artifact-store.ts';

/** Results of the layers that have run, by layer name. Plain data: it is saved as the job's checkpoint. */
export type LayerResults = Record<string, unknown>;

export interface LayerContext {
  signal: AbortSignal;
  /** Stores a file of the job. */
  putArtifact(artifact: Artifact): Promise<void>;
  /** Lesser means used so far, by the layers before and by this one. */
  readonly degraded: readonly DegradedReason[];
  /** Says that a part of the layer was done with a lesser means, and why. */
  degrade(code: string, message: string): void;
}

export interface LayerOutcome {
  /** What later layers build on; must survive JSON. */
  result: unknown;
  reasoner?: ReasonerName;
  /** Figures for the layer's log line; never content. */
  metadata?: Record<string, string | number | boolean>;
}

export interface Layer<Input> {
  readonly name: string;
  run(input: Input, results: Readonly<LayerResults>, context: LayerContext): Promise<LayerOutcome>;
}

export interface Pipeline<Input> {
  readonly name: PipelineName;
  readonly layers: readonly Layer<Input>[];
  /** What people know the job by, from what is known so far. */
  titleOf(input: Input, results: Readonly<LayerResults>): string;
  /** The layer after which the pipeline's main product exists. */
  readonly deliveringLayer: string;
}
