import {
  type Attributes,
  type Context,
  context,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { llmProviderNames } from '../providers/provider-name.ts';
import type { Usage } from '../providers/usage.ts';
import { errorTypeOf } from '../telemetry/error-line.ts';
import { attributeKeys, eventNames, spanNames } from '../telemetry/names.ts';
import type { CounterSeries, HistogramSeries } from '../telemetry/series.ts';
import type { Instruments, Telemetry } from '../telemetry/telemetry.ts';
import type { AttemptOutcome } from './attempt-outcome.ts';
import type { Answered, GuardedCall } from './guard.ts';
import { type NanoUsd, usdOf } from './money.ts';
import { BreakerOpen, BudgetRefused } from './refusals.ts';

/** Hands out what tells of one call; what calls of a kind have in common is made once. */
export class GuardTelemetry {
  readonly #telemetry: Pick<Telemetry, 'tracer' | 'instruments'>;
  readonly #kinds = new Map<string, CallKind>();

  constructor(telemetry: Pick<Telemetry, 'tracer' | 'instruments'>) {
    this.#telemetry = telemetry;
  }

  begin(call: GuardedCall<unknown>): CallTelemetry {
    const key = `${call.provider} ${call.operation} ${call.model ?? ''}`;
    let kind = this.#kinds.get(key);
    if (!kind) {
      kind = new CallKind(call, this.#telemetry.instruments);
      this.#kinds.set(key, kind);
    }
    const parent = context.active();
    const span = this.#telemetry.tracer.startSpan(kind.spanName, kind.spanOptions, parent);
    return new CallTelemetry(call, kind, span, trace.setSpan(parent, span));
  }
}

/** Name, attributes and series of all calls to one model, or for one operation of another provider. */
class CallKind {
  readonly spanName: string;
  readonly spanOptions: { kind: SpanKind; attributes: Attributes };
  readonly limiterWait: HistogramSeries;
  readonly breakerRejections: CounterSeries;
  readonly retries: CounterSeries;
  readonly firstChunk: HistogramSeries | undefined;
  readonly #instruments: Instruments;
  readonly #call: Pick<GuardedCall<unknown>, 'provider' | 'operation' | 'model'>;
  readonly #inference: Attributes | undefined;
  readonly #durations = new Map<string, HistogramSeries>();
  readonly #inferenceDurations = new Map<string | undefined, HistogramSeries>();
  readonly #usage: readonly (readonly [keyof Usage, CounterSeries])[];
  readonly #byPipeline = new Map<string | undefined, Map<string | undefined, Spent>>();

  constructor({ provider, operation, model }: GuardedCall<unknown>, instruments: Instruments) {
    this.#instruments = instruments;
    this.#call = { provider, operation, ...(model === undefined ? {} : { model }) };
    const isModel = (llmProviderNames as readonly string[]).includes(provider);
    const inference: Attributes = {
      [attributeKeys.genAiOperation]: operation,
      [attributeKeys.genAiProvider]: provider,
      ...(model === undefined ? {} : { [attributeKeys.genAiRequestModel]: model }),
    };
    const attributes: Attributes = isModel
      ? { ...inference, [attributeKeys.genAiSystem]: provider }
      : { [attributeKeys.providerName]: provider, [attributeKeys.providerOperation]: operation };
    this.spanName =
      operation === 'chat' && model !== undefined
        ? spanNames.chat(model)
        : spanNames.providerCall(provider, operation);
    this.spanOptions = { kind: SpanKind.CLIENT, attributes };
    this.limiterWait = instruments.limiterWait.bind({ provider });
    this.breakerRejections = instruments.breakerRejections.bind({ provider });
    this.retries = instruments.retries.bind({ provider });
    this.firstChunk = isModel ? instruments.inferenceTimeToFirstChunk.bind(inference) : undefined;
    this.#inference = isModel ? inference : undefined;
    this.#usage = isModel
      ? [
          ['inputTokens', instruments.inferenceInputTokens.bind(inference)],
          ['outputTokens', instruments.inferenceOutputTokens.bind(inference)],
          ['cacheReadTokens', instruments.inferenceCacheReadTokens.bind(inference)],
          ['cacheWriteTokens', instruments.inferenceCacheWriteTokens.bind(inference)],
          ['reasoningTokens', instruments.inferenceReasoningTokens.bind(inference)],
        ]
      : [];
  }

  took(seconds: number, outcome: string, errorType: string | undefined): void {
    let duration = this.#durations.get(outcome);
    if (!duration) {
      const { provider, operation } = this.#call;
      duration = this.#instruments.providerCallDuration.bind({ provider, operation, outcome });
      this.#durations.set(outcome, duration);
    }
    duration.record(seconds);
    if (!this.#inference) return;
    let inference = this.#inferenceDurations.get(errorType);
    if (!inference) {
      const error = errorType === undefined ? {} : { [attributeKeys.errorType]: errorType };
      inference = this.#instruments.inferenceDuration.bind({ ...this.#inference, ...error });
      this.#inferenceDurations.set(errorType, inference);
    }
    inference.record(seconds);
  }

  used(usage: Usage): void {
    for (const [key, series] of this.#usage) {
      const count = usage[key];
      if (count !== undefined) series.add(count);
    }
  }

  spentBy(pipeline: string | undefined, layer: string | undefined): Spent {
    let byLayer = this.#byPipeline.get(pipeline);
    if (!byLayer) {
      byLayer = new Map();
      this.#byPipeline.set(pipeline, byLayer);
    }
    let spent = byLayer.get(layer);
    if (!spent) {
      const { provider, model } = this.#call;
      const attributes: Attributes = {
        provider,
        ...(model === undefined ? {} : { model }),
        ...(pipeline === undefined ? {} : { pipeline }),
        ...(layer === undefined ? {} : { layer }),
      };
      spent = {
        tokens: this.#instruments.tokens.bind(attributes),
        costUsd: this.#instruments.costUsd.bind(attributes),
      };
      byLayer.set(layer, spent);
    }
    return spent;
  }
}

interface Spent {
  tokens: CounterSeries;
  costUsd: CounterSeries;
}

/** The span and the figures of one call with all its attempts. */
export class CallTelemetry {
  /** With the call's span, for what runs below it. */
  readonly context: Context;
  readonly #call: GuardedCall<unknown>;
  readonly #kind: CallKind;
  readonly #span: Span;
  #costNanoUsd: NanoUsd = 0;
  #attempts = 0;

  constructor(call: GuardedCall<unknown>, kind: CallKind, span: Span, spanContext: Context) {
    this.#call = call;
    this.#kind = kind;
    this.#span = span;
    this.context = spanContext;
  }

  reserved(reservedNanoUsd: NanoUsd): void {
    this.#span.addEvent(eventNames.budgetReserved, {
      [attributeKeys.budgetReservedUsd]: usdOf(reservedNanoUsd),
    });
  }

  waited(waitedMs: number): void {
    this.#kind.limiterWait.record(waitedMs / 1000);
    if (waitedMs > 0)
      this.#span.addEvent(eventNames.limiterWait, { [attributeKeys.limiterWaitMs]: waitedMs });
  }

  /** Before anything was sent. */
  refused(error: unknown): void {
    if (error instanceof BudgetRefused) {
      const [kind = ''] = error.scope.split(/[ :/]/, 1);
      this.#span.addEvent(eventNames.budgetRefused, {
        [attributeKeys.budgetScope]: kind,
        [attributeKeys.budgetAction]: error.budgetAction,
      });
    } else if (error instanceof BreakerOpen) {
      this.#kind.breakerRejections.add(1);
      const { retryAfterMs } = error;
      this.#span.addEvent(
        eventNames.breakerRejected,
        retryAfterMs === undefined ? {} : { [attributeKeys.retryAfterMs]: retryAfterMs },
      );
    }
  }

  /** An attempt that was sent has ended. */
  ended({ settlement, costNanoUsd, label }: AttemptOutcome<unknown>): void {
    const { usage, durationMs, errorCode } = settlement;
    this.#attempts += 1;
    this.#costNanoUsd += costNanoUsd;
    this.#kind.took(durationMs / 1000, label, errorCode);
    this.#kind.used(usage);
    const { pipeline, layer } = this.#call.scope;
    const spent = this.#kind.spentBy(pipeline, layer);
    const tokens = (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0);
    if (tokens > 0) spent.tokens.add(tokens);
    spent.costUsd.add(usdOf(costNanoUsd));
  }

  retry(attempt: number, delayMs: number, error: unknown): void {
    this.#kind.retries.add(1);
    this.#span.addEvent(eventNames.retry, {
      [attributeKeys.retryAttempt]: attempt,
      [attributeKeys.retryDelayMs]: Math.round(delayMs),
      [attributeKeys.errorType]: errorTypeOf(error),
    });
  }

  succeeded({ usage, model, finishReason, timeToFirstChunkMs }: Answered<unknown>): void {
    if (timeToFirstChunkMs !== undefined) this.#kind.firstChunk?.record(timeToFirstChunkMs / 1000);
    const span = this.#span;
    if (model !== undefined) span.setAttribute(attributeKeys.genAiResponseModel, model);
    if (finishReason !== undefined) span.setAttribute(attributeKeys.genAiFinishReasons, [finishReason]);
    for (const [key, attribute] of usageAttributes) {
      const count = usage[key];
      if (count !== undefined) span.setAttribute(attribute, count);
    }
    this.#end();
  }

  failed(error: unknown): void {
    this.#span.setAttribute(attributeKeys.errorType, errorTypeOf(error));
    this.#span.setStatus({ code: SpanStatusCode.ERROR });
    this.#end();
  }

  #end(): void {
    this.#span.setAttribute(attributeKeys.genAiCost, usdOf(this.#costNanoUsd));
    if (this.#attempts > 1) this.#span.setAttribute(attributeKeys.callAttempts, this.#attempts);
    this.#span.end();
  }
}

const usageAttributes = [
  ['inputTokens', attributeKeys.genAiInputTokens],
  ['outputTokens', attributeKeys.genAiOutputTokens],
  ['cacheReadTokens', attributeKeys.genAiCacheReadTokens],
  ['cacheWriteTokens', attributeKeys.genAiCacheWriteTokens],
  ['reasoningTokens', attributeKeys.genAiReasoningTokens],
] as const satisfies (readonly [keyof Usage, string])[];
