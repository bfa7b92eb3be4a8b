import type { InputText, JobOptions, PipelineName } from '../../jobs/job.ts';
import { fieldErrors, invalidRequest } from '../field-errors.ts';
import { RequestError } from '../request-error.ts';
import { inputText } from './input-text.ts';
import { readBody } from './read-body.ts';
import { readForm } from './read-form.ts';
import { mediaTypeOf, readJson, unsupportedType } from './read-json.ts';
import { optionsSchema, type SubmissionBody, submissionSchema } from './submission-schema.ts';

export interface ReadSubmission {
  pipeline: PipelineName;
  posting: InputText;
  cv: InputText;
  options?: Partial<JobOptions>;
}

/** Field names, boundaries, indentation and the like, beside the two texts. */
const overheadBytes = 64 * 1024;
/** JSON that escapes everything outside ASCII takes up to three times the bytes of UTF-8. */
const jsonGrowth = 3;

/**
 * The submission in a request's body, JSON or multipart.
 * @throws RequestError with status 400, 413, 415 or 422
 */
export async function readSubmission(request: Request, maxInputBytes: number): Promise<ReadSubmission> {
  switch (mediaTypeOf(request)) {
    case 'application/json':
      return fromBody(await readJson(request, maxInputBytes * jsonGrowth + overheadBytes));
    case 'multipart/form-data': {
      const bytes = await readBody(request, maxInputBytes + overheadBytes);
      return fromForm(bytes, request.headers.get('content-type') ?? '');
    }
    default:
      throw unsupportedType(request, ['application/json', 'multipart/form-data']);
  }
}

function fromBody(value: unknown): ReadSubmission {
  const checked = submissionSchema.safeParse(value);
  if (!checked.success) throw invalidRequest(fieldErrors(checked.error, 'body'));
  const { pipeline, input, options } = checked.data;
  return {
    pipeline,
    posting: postingOf(input.posting),
    cv:
      typeof input.cv === 'string'
        ? inputText(input.cv)
        : inputText(JSON.stringify(input.cv), 'request', 'application/json'),
    ...(options === undefined ? {} : { options: withoutUndefined(options) }),
  };
}

async function fromForm(bytes: Uint8Array, contentType: string): Promise<ReadSubmission> {
  const form = await readForm(bytes, contentType);
  const checked = optionsSchema.optional().safeParse(form.options);
  if (!checked.success) {
    const faults = fieldErrors(checked.error, 'body');
    throw invalidRequest(
      faults.map((fault) => ({ ...fault, field: ['options', fault.field].filter(Boolean).join('.') })),
    );
  }
  return {
    pipeline: form.pipeline,
    posting: form.posting,
    cv: form.cv,
    ...(checked.data === undefined ? {} : { options: withoutUndefined(checked.data) }),
  };
}

function postingOf(posting: SubmissionBody['input']['posting']): InputText {
  if (typeof posting === 'string') return inputText(posting);
  if (posting.url !== undefined) {
    throw new RequestError(
      422,
      'POSTING_URL_UNSUPPORTED',
      'fetching a posting from its address is not configured',
      { kind: 'input', where: 'input.posting.url', action: 'send the text of the posting' },
    );
  }
  return inputText(posting.text ?? '', posting.name, posting.mediaType);
}

function withoutUndefined(options: { [Name in keyof JobOptions]?: JobOptions[Name] | undefined }) {
  const { onUnavailable, tokenBudgetUsd } = options;
  return {
    ...(onUnavailable === undefined ? {} : { onUnavailable }),
    ...(tokenBudgetUsd === undefined ? {} : { tokenBudgetUsd }),
  };
}
