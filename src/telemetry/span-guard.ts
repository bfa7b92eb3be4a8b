import { type Attributes, type Context, type Span, trace } from '@opentelemetry/api';
import type { ReadableSpan, Span as SdkSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { attributeKeys, inheritedAttributes } from './names.ts';
import { scrubRepeated } from './scrub.ts';

const allowedKeys: ReadonlySet<string> = new Set(Object.values(attributeKeys));

/** The layer that a span is in, its own or that of a span above. */
const layerBySpan = new WeakMap<object, string>();

/** What log lines tell of a span. */
export function identityOf(span: Span): { jobId?: string; layer?: string } {
  const attributes = attributesOf(span);
  const jobId = attributes[attributeKeys.jobId];
  const layer = layerBySpan.get(span);
  return {
    ...(typeof jobId === 'string' ? { jobId } : {}),
    ...(layer === undefined ? {} : { layer }),
  };
}

function attributesOf(span: object): Attributes {
  return (span as { attributes?: Attributes }).attributes ?? {};
}

/**
 * Hands a job's identity down to the spans below, and lets nothing leave that names.ts does not list: other
 * attributes, messages of statuses and exceptions. Comes before every processor that keeps or sends spans.
 */
export class SpanGuard implements SpanProcessor {
  readonly #onRefused: (key: string) => void;
  readonly #refused = new Set<string>();

  /** @param onRefused is told once of each attribute that is left out */
  constructor(onRefused: (key: string) => void) {
    this.#onRefused = onRefused;
  }

  onStart(span: SdkSpan, parentContext: Context): void {
    const parent = trace.getSpan(parentContext);
    // A span that was asked to be a root has no parent, whatever context it was started in.
    const above = parent && span.parentSpanContext ? parent : undefined;
    const own = attributesOf(span)[attributeKeys.layerName];
    const layer = typeof own === 'string' ? own : above && layerBySpan.get(above);
    if (layer !== undefined) layerBySpan.set(span, layer);
    if (!above) return;
    const handedDown = attributesOf(above);
    for (const key of inheritedAttributes) {
      const value = handedDown[key];
      if (value !== undefined && attributesOf(span)[key] === undefined) span.setAttribute(key, value);
    }
  }

  onEnd(span: ReadableSpan): void {
    this.#clean(span.attributes);
    for (const event of span.events) this.#clean(event.attributes ?? {});
    for (const link of span.links) this.#clean(link.attributes ?? {});
    delete span.status.message;
  }

  #clean(attributes: Attributes): void {
    for (const key in attributes) {
      const value = attributes[key];
      if (!allowedKeys.has(key)) {
        delete attributes[key];
        if (!this.#refused.has(key)) this.#onRefused(key);
        this.#refused.add(key);
      } else if (typeof value === 'string') {
        const clean = scrubRepeated(value);
        if (clean !== value) attributes[key] = clean;
      } else if (Array.isArray(value)) {
        attributes[key] = value.map((item) =>
          typeof item === 'string' ? scrubRepeated(item) : item,
        ) as string[];
      }
    }
  }

  async forceFlush(): Promise<void> {}
  async shutdown(): Promise<void> {}
}
