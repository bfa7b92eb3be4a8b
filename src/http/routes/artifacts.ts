import { createRoute, z } from '@hono/zod-openapi';
import { StrataError } from '../../error.ts';
import type { ArtifactRef } from '../../jobs/job.ts';
import type { App, AppParts } from '../app-environment.ts';
import { jobIdOf, jobIdParameters } from '../job-id.ts';
import { problemResponses } from '../problem-schema.ts';

const etag = { description: 'Changes when the file does.', schema: { type: 'string' as const } };

const artifactRoute = createRoute({
  method: 'get',
  path: '/api/jobs/{id}/artifacts/{name}',
  operationId: 'getArtifact',
  tags: ['jobs'],
  summary: 'A file that a job produced',
  request: {
    params: jobIdParameters.extend({ name: z.string().openapi({ example: 'cv.pdf' }) }),
    headers: z.object({
      'if-none-match': z.string().optional().openapi({ description: 'An `ETag` that the caller has.' }),
    }),
  },
  responses: {
    200: {
      description: 'The file.',
      headers: { ETag: etag, 'Content-Disposition': { schema: { type: 'string' as const } } },
      content: { '*/*': { schema: z.string().openapi({ format: 'binary' }) } },
    },
    304: { description: 'The caller has it already.', headers: { ETag: etag } },
    ...problemResponses('JOB_UNKNOWN', 'ARTIFACT_UNKNOWN', 'ARTIFACT_MISSING', 'STORE_UNAVAILABLE'),
  },
});

export function artifactRoutes(app: App, { jobs }: AppParts): void {
  app.openapi(artifactRoute, async (c) => {
    const { id, name } = c.req.valid('param');
    const job = await jobs.get(jobIdOf(id));
    const ref = job.artifacts.find((artifact) => artifact.name === name);
    if (ref === undefined) throw artifactUnknown();

    const headers = { ETag: `"${ref.hash}"`, 'Cache-Control': 'private, no-cache' };
    if (matches(c.req.valid('header')['if-none-match'], headers.ETag)) return c.body(null, 304, headers);

    const fileHeaders = { ...headers, ...headersOf(ref) };
    if (c.req.method === 'HEAD') {
      return c.body(null, 200, { ...fileHeaders, 'Content-Length': String(ref.sizeBytes) });
    }
    const { bytes } = await jobs.artifact(job.id, name);
    const length = String(bytes.byteLength);
    return c.body(new Uint8Array(bytes), 200, { ...fileHeaders, 'Content-Length': length });
  });
}

function headersOf({ name, mediaType }: ArtifactRef) {
  const needsCharset = mediaType.startsWith('text/') && !mediaType.includes('charset=');
  return {
    'Content-Type': needsCharset ? `${mediaType}; charset=utf-8` : mediaType,
    // Names of artifacts are plain by contract, so that neither quoting nor RFC 8187 is needed.
    'Content-Disposition': `attachment; filename="${name.replaceAll(/[^\w.-]/g, '_')}"`,
  };
}

/** If-None-Match compares weakly (RFC 9110, section 13.1.2). */
function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const tags = ifNoneMatch.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes('*') || tags.includes(etag);
}

function artifactUnknown(): StrataError {
  return new StrataError('ARTIFACT_UNKNOWN', 'the job has no artifact of this name', {
    kind: 'not-found',
    action: 'see the artifacts listed with the job',
  });
}
