import { z } from '@hono/zod-openapi';

const text = z
  .string('must be text')
  .min(1, 'must not be empty')
  .refine((value) => value.isWellFormed(), 'holds half of a surrogate pair');

const postingParts = z
  .strictObject(
    {
      text: text.optional().openapi({ description: 'Plain text, Markdown or HTML.' }),
      url: z.string('must be text').optional().openapi({ description: 'Not available yet; refused.' }),
      name: z
        .string('must be text')
        .optional()
        .openapi({ description: 'File name; its ending tells the format.' }),
      mediaType: z.string('must be text').optional().openapi({ example: 'text/markdown' }),
    },
    'must be text, or an object with text',
  )
  .refine(({ text, url }) => (text === undefined) !== (url === undefined), 'needs text');

export const optionsSchema = z
  .strictObject(
    {
      onUnavailable: z.enum(['substitute', 'park'], 'must be substitute or park').optional().openapi({
        description: 'What happens when a provider cannot be used. Default: substitute.',
      }),
      tokenBudgetUsd: z.number('must be a number').min(0, 'must not be negative').optional().openapi({
        description: 'The most that the job may spend, in USD.',
      }),
    },
    'must be an object',
  )
  .openapi('JobOptions');

/** The body of a submission, however it was sent. */
export const submissionSchema = z
  .strictObject(
    {
      pipeline: z.enum(['application', 'document'], 'must be application or document').default('application'),
      input: z.strictObject(
        {
          posting: z
            .union([text, postingParts], 'must be text, or an object with text')
            .openapi({ description: 'The job posting.' }),
          cv: z
            .union([text, z.record(z.string(), z.unknown())], 'must be text or a JSON Resume object')
            .openapi({
              description: 'The master CV: a JSON Resume object, or Markdown, YAML or JSON as text.',
            }),
        },
        'must be an object with posting and cv',
      ),
      options: optionsSchema.optional(),
    },
    'must be a JSON object',
  )
  .openapi('Submission', {
    example: {
      pipeline: 'application',
      input: {
        posting: '# Ward nurse\n\nSt Example Hospital\n\nYou will look after 24 beds …',
        cv: { basics: { name: 'Ada Example' }, work: [{ name: 'City Clinic', position: 'Nurse' }] },
      },
      options: { onUnavailable: 'substitute' },
    },
  });

export type SubmissionBody = z.infer<typeof submissionSchema>;

/** The same as a form, for the API's description. */
export const submissionFormSchema = z
  .strictObject({
    pipeline: z.enum(['application', 'document'], 'must be application or document').default('application'),
    posting: z.string('is missing').openapi({ description: 'The job posting, as a field or as a file.' }),
    cv: z.string('is missing').openapi({ description: 'The master CV, as a field or as a file.' }),
    options: z
      .string('must be a field, not a file')
      .optional()
      .openapi({ description: 'JobOptions as JSON.', example: '{"onUnavailable":"park"}' }),
  })
  .openapi('SubmissionForm');
