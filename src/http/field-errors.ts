import type { z } from 'zod';
import { type FieldError, RequestError } from './request-error.ts';

/** What zod found wrong, field by field; unknown properties are named one by one. */
export function fieldErrors(error: z.ZodError, place: FieldError['in']): FieldError[] {
  return error.issues.flatMap((issue): FieldError[] => {
    const path = issue.path.map(String);
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        in: place,
        field: [...path, key].join('.'),
        message: place === 'body' ? 'there is no such property' : 'there is no such parameter',
      }));
    }
    // Of a parameter that is a list, the list is what the caller knows by name.
    const field = place === 'body' ? path.join('.') : (path[0] ?? '');
    return [{ in: place, field, message: issue.message }];
  });
}

export function invalidRequest(fields: FieldError[]): RequestError {
  const named = fields.map(({ field, message }) => (field === '' ? message : `${field}: ${message}`));
  return new RequestError(400, 'REQUEST_INVALID', named.join('; '), {
    action: 'correct the fields listed under errors',
    fields,
  });
}
