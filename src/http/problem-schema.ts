import { z } from '@hono/zod-openapi';
import { problemCatalogue } from './problem-catalogue.ts';

const problemSchema = z
  .object({
    type: z.string().openapi({ description: 'Where the problem is explained, or `about:blank`.' }),
    title: z.string(),
    status: z.int(),
    detail: z.string().openapi({ description: 'What happened, in words for people.' }),
    code: z.string().openapi({ description: 'Stable; the member to act on.' }),
    action: z.string().optional().openapi({ description: 'What can be done about it.' }),
    where: z.string().optional().openapi({ description: 'The part of the input that it is about.' }),
    instance: z.string().optional().openapi({ description: 'Path of the request.' }),
    errors: z
      .array(z.object({ in: z.enum(['body', 'query', 'path']), field: z.string(), message: z.string() }))
      .optional()
      .openapi({ description: 'One entry for each field that is wrong.' }),
    requestId: z.string().openapi({ description: 'Under this id the log holds the details.' }),
  })
  .openapi('Problem', { description: 'A problem document as in RFC 9457.' });

const retryAfter = {
  description: 'Seconds after which a retry makes sense.',
  schema: { type: 'integer' as const, minimum: 0 },
};
const allow = { description: 'Methods that the path has.', schema: { type: 'string' as const } };

/** The `responses` of a route for these problems, with an example each. Every route can also answer 500. */
export function problemResponses(...codes: string[]) {
  const byStatus = new Map<number, string[]>();
  for (const code of [...codes, 'HOST_REFUSED', 'INTERNAL']) {
    const status = problemCatalogue[code]?.status;
    if (status === undefined) throw new Error(`no such problem in the catalogue: ${code}`);
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, ofStatus]) => [
      String(status),
      {
        description: ofStatus.map((code) => `\`${code}\`: ${problemCatalogue[code]?.title}.`).join(' '),
        ...(status === 503 ? { headers: { 'Retry-After': retryAfter } } : {}),
        ...(status === 405 ? { headers: { Allow: allow } } : {}),
        content: {
          'application/problem+json': {
            schema: problemSchema,
            examples: Object.fromEntries(ofStatus.map((code) => [code, { value: exampleOf(code) }])),
          },
        },
      },
    ]),
  );
}

function exampleOf(code: string) {
  const known = problemCatalogue[code];
  return {
    type: `/api/docs#problem-${code}`,
    title: known?.title,
    status: known?.status,
    detail: known?.meaning,
    code,
    requestId: '0b0b9a0e-6c0c-4f43-9d0d-3f6a3a9f2f51',
  };
}
