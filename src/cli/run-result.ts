import type { Job } from '../jobs/job.ts';
import type { OutputFolder } from './output-folder.ts';

/** What `strata run` tells at its end, and prints with `--json`. */
export interface RunResult {
  jobId: string;
  state: Job['state'];
  title: string;
  fit: { score: number; band: string };
  cv: { words: number; grade: number; bullets: number; masterBullets: number };
  degradedReasons: { layer: string; message: string }[];
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

/** Writes a finished job's artifacts into a folder and gathers what is told about them. */
export async function collectResult(
  job: Pick<Job, 'id' | 'state' | 'title' | 'degradedReasons'> & { artifacts: { name: string }[] },
  read: (name: string) => Promise<Uint8Array>,
  folder: OutputFolder,
): Promise<RunResult> {
  const artifacts: RunResult['artifacts'] = [];
  let figures: DossierFigures | undefined;
  for (const { name } of job.artifacts) {
    const bytes = await read(name);
    artifacts.push({ name, path: await folder.write(name, bytes), sizeBytes: bytes.byteLength });
    if (name === 'dossier.json') figures = JSON.parse(new TextDecoder().decode(bytes)) as DossierFigures;
  }
  const { fit, tailored } = figures ?? noFigures;
  const entries = [...tailored.work, ...tailored.projects, ...tailored.volunteer];
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
    degradedReasons: job.degradedReasons.map(({ layer, message }) => ({ layer, message })),
    artifacts,
  };
}

const noFigures: DossierFigures = {
  fit: { score: 0, band: 'unknown', bullets: [] },
  tailored: { wordCount: 0, grade: { total: 0 }, work: [], projects: [], volunteer: [] },
};

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
    ...result.degradedReasons.map(({ layer, message }) => `Degraded in ${layer}: ${message}`),
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
