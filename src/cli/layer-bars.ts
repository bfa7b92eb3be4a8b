import { MultiBar, type SingleBar } from 'cli-progress';
import type { LayerProgress } from '../jobs/job.ts';

/** What is shown of a layer, whether it comes from this process or from a service. */
type ShownLayer = Pick<LayerProgress, 'name' | 'status'> & { durationMs?: number | undefined };

/** Shows how far a job is: a bar per layer on a terminal, a line per finished layer elsewhere. */
export interface ProgressView {
  show(job: { layers: readonly ShownLayer[] }): void;
  stop(): void;
}

export function progressView(
  stream: NodeJS.WriteStream,
  columns: number | undefined = stream.columns,
): ProgressView {
  return stream.isTTY ? barsOn(stream, columns ?? 80) : linesOn(stream);
}

function barsOn(stream: NodeJS.WriteStream, columns: number): ProgressView {
  const multi = new MultiBar({
    stream,
    format: '{layer} {bar} {note}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: Math.max(10, Math.min(30, columns - 50)),
    hideCursor: true,
    linewrap: false,
    fps: 20,
  });
  const bars = new Map<string, SingleBar>();
  return {
    show({ layers }) {
      const width = Math.max(...layers.map(({ name }) => name.length));
      for (const layer of layers) {
        const state = { layer: layer.name.padEnd(width), note: noteOn(layer) };
        const value = layer.status === 'done' ? 2 : layer.status === 'running' ? 1 : 0;
        const bar = bars.get(layer.name);
        if (bar) bar.update(value, state);
        else bars.set(layer.name, multi.create(2, value, state));
      }
    },
    stop: () => multi.stop(),
  };
}

function linesOn(stream: NodeJS.WriteStream): ProgressView {
  const told = new Set<string>();
  return {
    show({ layers }) {
      for (const layer of layers) {
        const note = noteOn(layer);
        if ((layer.status !== 'done' && layer.status !== 'failed') || told.has(layer.name)) continue;
        told.add(layer.name);
        stream.write(`${layer.name}: ${note}\n`);
      }
    },
    stop: () => undefined,
  };
}

function noteOn(layer: ShownLayer): string {
  const duration = layer.durationMs === undefined ? '' : ` in ${layer.durationMs} ms`;
  return layer.status === 'pending' ? '' : `${layer.status}${duration}`;
}
