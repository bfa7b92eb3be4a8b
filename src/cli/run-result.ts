import type { Job } from '../jobs/job.ts';
import type { OutputFolder } from './output-folder.ts';

/** What `strata run` tells at its end, and prints with `--json`. */
export interface RunResult {
  jobId: string;
  state: Job['state'];
  title: string;
  fit: { score: number; band: string };
  cv: { words: number; grade: number; bullets: number; masterBullets: number };
  degradedReasons: { layer: string; code: string; message: string }[];
  artifacts: { name: string; path: string; sizeBytes: number }[];
  traceId?: string;
  trace?: string;
  metrics?: string;
}

/** The part of dossier.json that is told. */
interface DossierFigures {
  fit: { score: number; band: string; bullets: unknown[] };
  tailored: {
    wordCount: number;
    grade: { total: number };
    work: { bullets: unknown[] }[];
    projects: { bullets: unknown[] }[];
    volunteer: { bullets: unknown[] }[];
  };
}

export interface ResultFile {
  name: string;
  content: Uint8Array;
}

/** A finished job's artifacts, read before anything is written. */
export async function readArtifacts(
  artifacts: readonly { name: string }[],
  read: (name: string) => Promise<Uint8Array>,
): Promise<ResultFile[]> {
  const files: ResultFile[] = [];
  for (const { name } of artifacts) files.push({ name, content: await read(name) });
  return files;
}

/** Writes a finished job's files, with what this process adds to them, and gathers what is told about them. */
export async function writeResult(
  job: Pick<Job, 'id' | 'state' | 'title' | 'degradedReasons'> & {
    attempts: { traceId?: string | undefined }[];
  },
  artifacts: readonly ResultFile[],
  folder: OutputFolder,
  own: { trace?: string; metrics?: string } = {},
): Promise<RunResult> {
  const ownFiles = [
    ...(own.trace === undefined ? [] : [{ name: 'trace.json', content: own.trace }]),
    ...(own.metrics === undefined ? [] : [{ name: 'metrics.prom', content: own.metrics }]),
  ];
  const paths = await folder.write([...artifacts, ...ownFiles]);
  const pathOf = new Map([...artifacts, ...ownFiles].map(({ name }, index) => [name, paths[index] ?? '']));
  const dossier = artifacts.find(({ name }) => name === 'dossier.json')?.content;
  const { fit, tailored } = dossier
    ? (JSON.parse(new TextDecoder().decode(dossier)) as DossierFigures)
    : noFigures;
  const entries = [...tailored.work, ...tailored.projects, ...tailored.volunteer];
  const traceId = job.attempts.at(-1)?.traceId;
  const trace = pathOf.get('trace.json');
  const metrics = pathOf.get('metrics.prom');
  return {
    jobId: job.id,
    state: job.state,
    title: job.title,
    fit: { score: fit.score, band: fit.band },
    cv: {
      words: tailored.wordCount,
      grade: tailored.grade.total,
      bullets: entries.reduce((sum, { bullets }) => sum + bullets.length, 0),
      masterBullets: fit.bullets.length,
    },
    degradedReasons: job.degradedReasons.map(({ layer, code, message }) => ({ layer, code, message })),
    artifacts: artifacts.map(({ name, content }) => ({
      name,
      path: pathOf.get(name) ?? '',
      sizeBytes: content.byteLength,
    })),
    ...(traceId === undefined ? {} : { traceId }),
    ...(trace === undefined ? {} : { trace }),
    ...(metrics === undefined ? {} : { metrics }),
  };
}

const noFigures: DossierFigures = {
  fit: { score: 0, band: 'unknown', bullets: [] },
  tailored: { wordCount: 0, grade: { total: 0 }, work: [], projects: [], volunteer: [] },
};

/** A reason that several layers share is told once, with the first one's words. */
function degradedLines(reasons: RunResult['degradedReasons']): string[] {
  const byCode = new Map<string, { layers: Set<string>; message: string }>();
  for (const { layer, code, message } of reasons) {
    const told = byCode.get(code) ?? { layers: new Set(), message };
    told.layers.add(layer);
    byCode.set(code, told);
  }
  return [...byCode.values()].map(
    ({ layers, message }) => `Degraded in ${[...layers].join(', ')}: ${message}`,
  );
}

const purposes: Record<string, string> = {
  'cv.pdf': 'the tailored CV, to send',
  'cv.md': 'the same as text',
  'cv.json': 'the same as JSON Resume',
  'report.md': 'fit, evidence and what was left out: read this first',
  'outreach.md': 'a note and an e-mail to go with it',
  'dossier.json': 'everything, for programs',
};

export function summaryOf(result: RunResult): string {
  const { fit, cv } = result;
  const lines = [
    '',
    result.title,
    `Fit ${fit.score} of 100 (${fit.band}); the CV has ${cv.words} words and ${cv.bullets} of ${cv.masterBullets} bullets, graded ${cv.grade} of 10`,
    ...degradedLines(result.degradedReasons),
    '',
    ...result.artifacts.map(({ name, path }) => line(path, purposes[name] ?? '')),
    ...(result.trace
      ? [line(result.trace, `how it came about, layer by layer (OTLP; trace ${result.traceId})`)]
      : []),
    ...(result.metrics
      ? [line(result.metrics, 'the metrics of this run; "npm start" serves them at /metrics')]
      : []),
    '',
  ];
  return lines.join('\n');

  function line(path: string, purpose: string): string {
    const width = Math.max(...result.artifacts.map((artifact) => artifact.path.length), 0);
    return `  ${path.padEnd(width)}  ${purpose}`;
  }
}
