import type { z } from 'zod';
import type { jsonResumeSchema } from './json-resume-schema.ts';

type Parsed = z.infer<typeof jsonResumeSchema>;

/**
 * What every CV reader arrives at: a JSON Resume without ids, together with what JSON Resume has no place for.
 */
export interface ResumeDocument extends Omit<Parsed, 'education'> {
  education?: (NonNullable<Parsed['education']>[number] & { location?: string; highlights?: string[] })[];
  extra?: { heading: string; bullets: string[] }[];
}
