import { z } from '@hono/zod-openapi';
import { StrataError } from '../error.ts';

export const jobIdParameters = z.object({
  id: z.string().openapi({ format: 'uuid', example: '01930000-0000-7000-8000-000000000001' }),
});

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The id as stores know it. What is no UUID is no job: callers learn no more than that. @throws StrataError */
export function jobIdOf(text: string): string {
  const id = text.toLowerCase();
  if (uuid.test(id)) return id;
  throw new StrataError('JOB_UNKNOWN', 'there is no such job', {
    kind: 'not-found',
    action: 'see the list of jobs for those that exist',
  });
}
