import { Command, InvalidArgumentError } from 'commander';
import { startService } from '../composition/service.ts';
import { announceAddress } from '../composition/service-address.ts';
import { loadConfig } from '../config/load.ts';
import { createApp } from '../http/app.ts';
import { startServer } from '../http/server.ts';
import { startTelemetry } from '../telemetry/start.ts';
import { version } from '../version.ts';
import { exitCodes } from './exit-code.ts';
import { untilSignal } from './until-signal.ts';

/** How long answers that are under way may take when the service stops; with the jobs' grace it stays under 10 s. */
const httpGraceMs = 1_000;

export function serveCommand(): Command {
  return new Command('serve')
    .description('run the service: HTTP API, metrics, and the jobs handed in')
    .option('--port <number>', 'port on 127.0.0.1 (default: PORT, or 3000); 0 takes a free one', parsePort)
    .action(serve);
}

async function serve(options: { port?: number }): Promise<void> {
  const config = loadConfig(undefined, options.port === undefined ? {} : { PORT: String(options.port) });
  const interrupt = untilSignal();
  const telemetry = await startTelemetry(config, { mode: 'serve' });
  try {
    const service = await startService(config, telemetry, { mode: 'serve' });
    try {
      const { jobs, health, operations, noteAnswer: onAnswer } = service;
      if (operations === undefined) throw new Error('a service always has operations');
      const app = createApp({ jobs, health, operations, onAnswer, telemetry, config, version });
      const server = await startServer({ app, host: config.http.host, port: config.http.port, telemetry });
      const withdraw = await announceAddress(config.dataDir, server.url);
      telemetry.log.info({ url: server.url, store: config.store.kind, version }, 'ready');
      process.stdout.write(
        `strata ${version} listens on ${server.url} (API: /api/docs, metrics: /metrics)\n`,
      );
      // After the first answer can be given, so that being ready does not wait for it.
      service.prepare().catch((cause) => telemetry.log.warn({ err: cause }, 'could not load ahead'));
      await aborted(interrupt.signal);
      telemetry.log.info('stopping: nothing new is taken, running layers finish or are saved');
      // Still answering: whoever asks is told that the service is stopping, and can watch the last layers.
      await service.jobs.stop();
      await withdraw();
      await server.stop(httpGraceMs);
    } finally {
      await service.stop();
    }
    telemetry.log.info('stopped');
  } finally {
    interrupt.stop();
    await telemetry.stop();
  }
  // Everything is saved and told; a push to a receiver that never answers must not keep the process.
  process.exit(exitCodes.done);
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

function parsePort(value: string): number {
  const port = Number(value);
  if (!/^\d+$/.test(value) || port > 65_535)
    throw new InvalidArgumentError('A number from 0 to 65535 is wanted.');
  return port;
}
