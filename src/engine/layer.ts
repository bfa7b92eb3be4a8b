import type { CallScope } from '../guardrails/call-scope.ts';
import type { DegradedReason, JobOptions, PipelineName } from '../jobs/job.ts';
import type { ReasonerName } from '../reasoner/reasoner.ts';
import type { Artifact } from '../store/artifact-store.ts';

export interface LayerContext {
  /** Aborts on cancel, time-out and the end of a stop's grace. */
  signal: AbortSignal;
  /** Whom the layer's calls to providers belong to. */
  readonly scope: CallScope;
  /**
   * Aborts with `signal`, and before that when asking outside has had its part of the layer's time, with a
   * StrataError of kind `timeout`: what is left is the substitute's. For all that a layer asks together.
   */
  readonly patience: AbortSignal;
  /** What to do when a provider cannot be used and there is a substitute. */
  readonly onUnavailable: JobOptions['onUnavailable'];
  /** Stores a file of the job. */
  putArtifact(artifact: Artifact): Promise<void>;
  /** Lesser means used so far, by the layers before and by this one. */
  readonly degraded: readonly DegradedReason[];
  /** Who did the thinking in the layers before, by layer. */
  readonly reasoners: Readonly<Record<string, ReasonerName>>;
  /** Says that a part of the layer was done with a lesser means, and why. */
  degrade(code: string, message: string): void;
}

export interface LayerOutcome {
  /** What later layers build on; must survive JSON, since it is saved as the job's checkpoint. */
  result: unknown;
  reasoner?: ReasonerName;
  /** Figures for the layer's log line; never content. */
  metadata?: Record<string, string | number | boolean>;
}

/** One stratum of a pipeline. `Results` maps the names of layers to what they leave for the later ones. */
export interface Layer<Input, Results> {
  readonly name: string;
  run(input: Input, results: Readonly<Partial<Results>>, context: LayerContext): Promise<LayerOutcome>;
}

export interface Pipeline<Input, Results> {
  readonly name: PipelineName;
  readonly layers: readonly Layer<Input, Results>[];
  /** The layer after which the pipeline's main product exists. */
  readonly deliveringLayer: string;
  /** Looks at an input before it is accepted. @throws StrataError of kind `input` */
  check(input: Input): Promise<{ title: string }>;
}
