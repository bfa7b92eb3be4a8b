import type { InputText, JobOptions, PipelineName } from '../../jobs/job.ts';
import { fieldErrors, invalidRequest } from '../field-errors.ts';
import { RequestError } from '../request-error.ts';
import { inputText } from './input-text.ts';
import { parseJson } from './parse-json.ts';
import { readBody } from './read-body.ts';
import { readForm } from './read-form.ts';
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
  const contentType = request.headers.get('content-type') ?? '';
  switch (contentType.split(';')[0]?.trim().toLowerCase()) {
    case 'application/json': {
      const bytes = await readBody(request, maxInputBytes * jsonGrowth + overheadBytes);
      return fromBody(await parseJson(decodeUtf8(bytes), 'body'));
    }
    case 'multipart/form-data':
      return fromForm(await readBody(request, maxInputBytes + overheadBytes), contentType);
    default:
      throw new RequestError(
        415,
        'CONTENT_TYPE_UNSUPPORTED',
        contentType === '' ? 'the request names no content type' : 'the content type is not supported',
        {
          where: 'Content-Type',
          action: 'send application/json or multipart/form-data',
          headers: { 'Accept-Post': 'application/json, multipart/form-data' },
        },
      );
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

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new RequestError(400, 'BODY_NOT_UTF8', 'the body is not UTF-8', {
      where: 'body',
      action: 'send JSON in UTF-8',
      cause,
    });
  }
}
