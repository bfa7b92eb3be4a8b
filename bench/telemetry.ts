/** How long telemetry takes to start and to stop: `node bench/telemetry.ts [run|serve] [OTLP endpoint]`. */
const mode = process.argv[2] === 'serve' ? 'serve' : 'run';
const otlpEndpoint = process.argv[3];

const before = performance.now();
const { startTelemetry } = await import('../src/telemetry/start.ts');
const loaded = performance.now();
const telemetry = await startTelemetry(
  {
    telemetry: { serviceName: 'strata', environment: 'bench', ...(otlpEndpoint ? { otlpEndpoint } : {}) },
    log: { level: 'info' },
  },
  { mode },
);
const started = performance.now();
const spans = 20_000;
for (let index = 0; index < spans; index++) {
  telemetry.tracer.startSpan('layer intake', { attributes: { 'job.id': 'a', 'layer.name': 'intake' } }).end();
}
const spanned = performance.now();
const scraped = (await telemetry.metricsText()).length;
const traced = (await telemetry.traceJson())?.length ?? 0;
const stopping = performance.now();
await telemetry.stop();
const stopped = performance.now();

console.log(
  JSON.stringify({
    mode,
    loadMs: Math.round(loaded - before),
    startMs: Math.round(started - loaded),
    spanMicroseconds: Math.round(((spanned - started) / spans) * 10_000) / 10,
    scrapedBytes: scraped,
    traceBytes: traced,
    stopMs: Math.round(stopped - stopping),
  }),
);
