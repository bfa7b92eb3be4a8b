import type { InputText, PipelineName } from '../../jobs/job.ts';
import { fieldErrors, invalidRequest } from '../field-errors.ts';
import { type FieldError, RequestError } from '../request-error.ts';
import { inputText, textOfFile } from './input-text.ts';
import { parseJson } from './parse-json.ts';
import { submissionFormSchema } from './submission-schema.ts';

type FormField = string | File;

/** What a form said, each field once. */
export interface SubmissionForm {
  pipeline: PipelineName;
  posting: InputText;
  cv: InputText;
  options?: unknown;
}

/**
 * A multipart form that is held in memory already.
 * @throws RequestError `FORM_MALFORMED`, `REQUEST_INVALID`, `JSON_MALFORMED` (400), and those of `textOfFile`
 */
export async function readForm(bytes: Uint8Array, contentType: string): Promise<SubmissionForm> {
  const form = await parseForm(bytes, contentType);
  const fields = refuseTwice(form);
  const asText = Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      // A file has its say later, when it is decoded; pipeline and options are fields.
      value instanceof File && (name === 'posting' || name === 'cv') ? 'file' : value,
    ]),
  );
  const checked = submissionFormSchema.safeParse(asText);
  if (!checked.success) throw invalidRequest(fieldErrors(checked.error, 'body'));

  const { pipeline, options } = checked.data;
  return {
    pipeline,
    posting: await textOf(fields.posting ?? '', 'posting'),
    cv: await textOf(fields.cv ?? '', 'cv'),
    ...(options === undefined ? {} : { options: await parseJson(options, 'options') }),
  };
}

async function parseForm(bytes: Uint8Array, contentType: string): Promise<FormData> {
  try {
    return await new Response(new Uint8Array(bytes), { headers: { 'content-type': contentType } }).formData();
  } catch (cause) {
    throw new RequestError(400, 'FORM_MALFORMED', 'the multipart form cannot be read', {
      where: 'body',
      action: 'send multipart/form-data with its boundary',
      cause,
    });
  }
}

function refuseTwice(form: FormData): Record<string, FormField> {
  const fields = new Map<string, FormField>();
  const twice: FieldError[] = [];
  for (const [name, value] of form) {
    if (fields.has(name)) twice.push({ in: 'body', field: name, message: 'is there more than once' });
    fields.set(name, value);
  }
  if (twice.length > 0) throw invalidRequest(twice);
  return Object.fromEntries(fields);
}

function textOf(value: FormField, part: 'posting' | 'cv'): Promise<InputText> | InputText {
  return typeof value === 'string' ? inputText(value) : textOfFile(value, part);
}
