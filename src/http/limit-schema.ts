import { z } from '@hono/zod-openapi';

/** A query's `limit`: a whole number from 1 on, written with digits alone. */
export function limitSchema(most: number, description: { default?: number } = {}) {
  const message = `must be a whole number from 1 to ${most}`;
  return z
    .string(message)
    .regex(/^\d{1,4}$/, message)
    .transform(Number)
    .pipe(z.int().min(1, message).max(most, message))
    .optional()
    .openapi({ type: 'integer', minimum: 1, maximum: most, ...description });
}
