import { context, type Meter, metrics, type Tracer, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import type { Resource } from '@opentelemetry/resources';
import { type IMetricReader, MeterProvider } from '@opentelemetry/sdk-metrics';
import { type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { meterName, views } from './instruments.ts';

export interface SdkParts {
  resource: Resource;
  /** In the order in which they see each span. */
  spanProcessors: SpanProcessor[];
  metricReaders: IMetricReader[];
}

export interface Sdk {
  tracer: Tracer;
  meter: Meter;
  shutdown(): Promise<void>;
}

/** Long values are cut: whatever needs more room than this is content. */
const spanLimits = { attributeValueLengthLimit: 256 };

let contextManager: AsyncLocalStorageContextManager | undefined;

/** One for the whole process and as long as it lives, as the API has room for one. */
function sharedContextManager(): AsyncLocalStorageContextManager {
  contextManager ??= new AsyncLocalStorageContextManager();
  return contextManager;
}

/**
 * The SDK without globals, for a short-lived run: NodeSDK loads every exporter there is (gRPC, Zipkin,
 * protobuf, logs), which takes longer than most layers do.
 */
export function startLeanSdk(parts: SdkParts): Sdk {
  if (!contextManager) context.setGlobalContextManager(sharedContextManager().enable());
  const tracerProvider = new TracerProvider({ ...parts, spanLimits });
  const meterProvider = new MeterProvider({
    resource: parts.resource,
    readers: parts.metricReaders,
    views: views(),
  });
  return {
    tracer: tracerProvider.getTracer(meterName),
    meter: meterProvider.getMeter(meterName),
    async shutdown() {
      await Promise.allSettled([tracerProvider.shutdown(), meterProvider.shutdown()]);
    },
  };
}

let nodeSdkRuns = false;

/**
 * The SDK for a service: NodeSDK, which registers itself globally, so that what libraries tell the OpenTelemetry
 * API ends up in the same place, and which heeds the standard variables for samplers and limits. The API has room
 * for one; a second service in the same process gets an SDK of its own without globals.
 */
export async function startServiceSdk(parts: SdkParts): Promise<Sdk> {
  const { RuntimeNodeInstrumentation } = await import('@opentelemetry/instrumentation-runtime-node');
  const runtime = new RuntimeNodeInstrumentation();
  if (nodeSdkRuns) {
    const lean = startLeanSdk(parts);
    return { ...lean, shutdown: () => lean.shutdown().finally(() => runtime.disable()) };
  }
  nodeSdkRuns = true;
  const { NodeSDK } = await import('@opentelemetry/sdk-node');
  const sdk = new NodeSDK({
    ...parts,
    views: views(),
    spanLimits,
    autoDetectResources: false,
    contextManager: sharedContextManager(),
    instrumentations: [runtime],
    logRecordProcessors: [],
  });
  sdk.start();
  return {
    tracer: trace.getTracer(meterName),
    meter: metrics.getMeter(meterName),
    async shutdown() {
      try {
        await sdk.shutdown();
      } finally {
        runtime.disable();
        trace.disable();
        metrics.disable();
        nodeSdkRuns = false;
      }
    },
  };
}
