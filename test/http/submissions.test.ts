import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cv, posting, postJson, problemIn, submission } from './support/requests.ts';
import { maxInputBytes, startTestService, type TestService } from './support/test-service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

/** Submits, waits for the end, and gives what the pipeline was handed. */
async function submitted(response: Response) {
  expect(response.status, await response.clone().text()).toBe(202);
  const { jobId } = (await response.json()) as { jobId: string };
  const before = service.inputs.length;
  const job = await service.jobs.finished(jobId);
  const input = service.inputs.at(-1);
  expect(service.inputs.length).toBeGreaterThanOrEqual(before);
  if (input === undefined) throw new Error('the pipeline got nothing');
  return { job, input };
}

function form(fields: Record<string, string | File>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  return data;
}

function postForm(fields: Record<string, string | File>) {
  return fetch(`${service.url}/api/jobs`, { method: 'POST', body: form(fields) });
}

describe('POST /api/jobs with JSON', () => {
  it('accepts a job and says where to follow it', async () => {
    const response = await postJson(service.url, { ...submission, options: { tokenBudgetUsd: 0.5 } });
    expect(response.status).toBe(202);
    const accepted = (await response.json()) as { jobId: string; state: string; links: { self: string } };
    expect(response.headers.get('location')).toBe(`/api/jobs/${accepted.jobId}`);
    expect(accepted).toMatchObject({
      state: 'queued',
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
      links: { self: `/api/jobs/${accepted.jobId}`, progress: `/api/jobs/${accepted.jobId}/progress` },
    });
    const job = await service.jobs.finished(accepted.jobId);
    expect(job.options).toEqual({ onUnavailable: 'substitute', tokenBudgetUsd: 0.5 });
    expect(job.user).toBe('local');
  });

  it('hands a JSON Resume on as JSON, and text as it stands', async () => {
    const { input } = await submitted(await postJson(service.url, submission));
    expect(JSON.parse(input.cv.text)).toEqual(cv);
    expect(input.cv).toMatchObject({ name: 'request', mediaType: 'application/json' });
    expect(input.posting).toEqual({ name: 'request', text: posting });
  });

  it('takes a posting with its name and media type', async () => {
    const body = {
      pipeline: 'application',
      input: {
        posting: {
          text: posting,
          name: '../../etc/żółw\u202e.md',
          mediaType: 'Text/Markdown; charset=utf-8',
        },
        cv: 'name: Ada',
      },
    };
    const { input } = await submitted(await postJson(service.url, body));
    expect(input.posting).toEqual({ name: 'żółw.md', text: posting, mediaType: 'text/markdown' });
    expect(input.cv).toEqual({ name: 'request', text: 'name: Ada' });
  });

  it('names every field that is wrong or unknown', async () => {
    const response = await postJson(service.url, {
      pipeline: 'aplication',
      input: { posting: { text: posting, colour: 'red' }, cv: 7 },
      options: { onUnavailable: 'wait', tokenBudgetUsd: -1, speed: 9 },
      'x\u0000': 1,
    });
    expect(response.status).toBe(400);
    const problem = await problemIn(response);
    expect(problem.code).toBe('REQUEST_INVALID');
    expect(problem.errors?.map(({ field }) => field).sort()).toEqual([
      'input.cv',
      'input.posting.colour',
      'options.onUnavailable',
      'options.speed',
      'options.tokenBudgetUsd',
      'pipeline',
      'x\u0000',
    ]);
  });

  it.each([
    ['an empty object', '{}'],
    ['an array', '[]'],
    ['null', 'null'],
    ['a number', '1'],
    ['a key that would reach a prototype', `{"__proto__":{"a":1},${JSON.stringify(submission).slice(1)}`],
    [
      'a posting with both text and address',
      { ...submission, input: { posting: { text: 'a', url: 'b' }, cv } },
    ],
    ['a posting with neither', { ...submission, input: { posting: { name: 'a' }, cv } }],
    ['half of a surrogate pair', '{"pipeline":"application","input":{"posting":"\\ud800","cv":"a"}}'],
    ['a budget that is no number', { ...submission, options: { tokenBudgetUsd: '5' } }],
    ['options that are a list', { ...submission, options: [] }],
    ['a CV that is a list', { ...submission, input: { posting, cv: [] } }],
  ])('refuses %s as invalid', async (_what, body) => {
    const response = await postJson(service.url, body);
    expect(response.status).toBe(400);
    expect((await problemIn(response)).code).toBe('REQUEST_INVALID');
  });

  it.each([
    ['{"pipeline":}', 'line 1, column 13'],
    ['{"pipeline":"application",\n  "input": {"posting": "a",}}', 'line 2, column 28'],
    ['{"pipeline"', 'line 1, column 12'],
    ['{"a":"\u0001"}', 'line 1, column 6'],
    ["{'a':1}", 'line 1, column 2'],
  ])('says where malformed JSON stops making sense: %j', async (body, place) => {
    const response = await postJson(service.url, body);
    expect(response.status).toBe(400);
    const problem = await problemIn(response);
    expect(problem.code).toBe('JSON_MALFORMED');
    expect(problem.detail).toContain(place);
  });

  it('refuses an empty body and one that is not UTF-8', async () => {
    const empty = await postJson(service.url, '');
    expect((await problemIn(empty)).code).toBe('BODY_EMPTY');
    const latin1 = await fetch(`${service.url}/api/jobs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: new Uint8Array([0x22, 0xe9, 0x22]),
    });
    expect((await problemIn(latin1)).code).toBe('BODY_NOT_UTF8');
  });

  it.each([
    ['application/xml', {}],
    ['text/plain', {}],
    ['application/x-www-form-urlencoded', {}],
    ['', {}],
    ['application/json', { 'content-encoding': 'gzip' }],
  ])('refuses the content type %j with %j', async (contentType, headers) => {
    const response = await fetch(`${service.url}/api/jobs`, {
      method: 'POST',
      headers: { 'content-type': contentType, ...headers },
      body: Buffer.from(JSON.stringify(submission)),
    });
    expect(response.status).toBe(415);
    expect((await problemIn(response)).code).toBe('CONTENT_TYPE_UNSUPPORTED');
  });

  it('refuses an address instead of a text, and a pipeline that it does not have', async () => {
    const fetched = await postJson(service.url, {
      ...submission,
      input: { posting: { url: 'https://example.com/' }, cv },
    });
    expect([fetched.status, (await problemIn(fetched)).code]).toEqual([422, 'POSTING_URL_UNSUPPORTED']);
    const documents = await postJson(service.url, { ...submission, pipeline: 'document' });
    expect([documents.status, (await problemIn(documents)).code]).toEqual([422, 'PIPELINE_UNAVAILABLE']);
  });

  it('passes on what the pipeline says against an input', async () => {
    const empty = await postJson(service.url, { ...submission, input: { posting: ' \n', cv } });
    expect([empty.status, (await problemIn(empty)).code]).toEqual([422, 'POSTING_EMPTY']);
    const long = 'x'.repeat(maxInputBytes + 1);
    const large = await postJson(service.url, { ...submission, input: { posting: long, cv } });
    expect([large.status, (await problemIn(large)).code]).toEqual([413, 'POSTING_TOO_LARGE']);
  });

  it('survives a CV nested ten thousand levels deep', async () => {
    const deep = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`;
    const body = `{"pipeline":"application","input":{"posting":"a","cv":${deep}}}`;
    const { input } = await submitted(await postJson(service.url, body));
    expect(input.cv.text).toBe(deep);
  });
});

describe('POST /api/jobs with a form', () => {
  it('takes texts as fields', async () => {
    const { job, input } = await submitted(
      await postForm({
        pipeline: 'application',
        posting,
        cv: 'name: Ada',
        options: '{"onUnavailable":"park"}',
      }),
    );
    // Forms write line ends as CRLF (HTML, "constructing the entry list").
    expect(input.posting.text.replaceAll('\r\n', '\n')).toBe(posting);
    expect(input.cv.text).toBe('name: Ada');
    expect(job.options.onUnavailable).toBe('park');
  });

  it('takes files with names in any script, and without their folders', async () => {
    const { input } = await submitted(
      await postForm({
        pipeline: 'application',
        posting: new File([posting], 'C:\\Stellen\\Köchin – 夜勤.md', { type: 'text/markdown' }),
        cv: new File(['name: Łucja'], '../..', { type: 'application/octet-stream' }),
      }),
    );
    expect(input.posting).toEqual({ name: 'Köchin – 夜勤.md', text: posting, mediaType: 'text/markdown' });
    expect(input.cv).toEqual({ name: 'request', text: 'name: Łucja' });
  });

  it('reads a file in the character set that it names', async () => {
    const { input } = await submitted(
      await postForm({
        pipeline: 'application',
        posting,
        cv: new File([new Uint8Array([0x4a, 0x6f, 0x73, 0xe9])], 'cv.txt', {
          type: 'text/plain; charset=iso-8859-1',
        }),
      }),
    );
    expect(input.cv).toEqual({ name: 'cv.txt', text: 'José', mediaType: 'text/plain' });
  });

  it.each([
    [
      'a file that is not text',
      { cv: new File([new Uint8Array([0x25, 0xff, 0xfe])], 'cv.pdf') },
      422,
      'CV_NOT_TEXT',
    ],
    [
      'a character set that nobody knows',
      { cv: new File(['a'], 'cv.txt', { type: 'text/plain; charset=martian' }) },
      415,
      'CHARSET_UNKNOWN',
    ],
    ['options that are no JSON', { options: '{' }, 400, 'JSON_MALFORMED'],
    ['options with an unknown property', { options: '{"speed":1}' }, 400, 'REQUEST_INVALID'],
    ['options as a file', { options: new File(['{}'], 'options.json') }, 400, 'REQUEST_INVALID'],
    ['an unknown field', { colour: 'red' }, 400, 'REQUEST_INVALID'],
    ['an unknown pipeline', { pipeline: 'x' }, 400, 'REQUEST_INVALID'],
    ['the document pipeline', { pipeline: 'document' }, 422, 'PIPELINE_UNAVAILABLE'],
  ])('refuses %s', async (_what, fields, status, code) => {
    const response = await postForm({ pipeline: 'application', posting, cv: 'a', ...fields });
    expect([response.status, (await problemIn(response)).code]).toEqual([status, code]);
  });

  it('names missing fields and fields that are there twice', async () => {
    const missing = await problemIn(await postForm({ pipeline: 'application' }));
    expect(missing.errors?.map(({ field }) => field)).toEqual(['posting', 'cv']);
    const twice = form({ pipeline: 'application', posting, cv: 'a' });
    twice.append('cv', 'b');
    const response = await fetch(`${service.url}/api/jobs`, { method: 'POST', body: twice });
    expect((await problemIn(response)).errors).toEqual([
      { in: 'body', field: 'cv', message: 'is there more than once' },
    ]);
  });

  it.each([
    ['multipart/form-data', 'anything'],
    ['multipart/form-data; boundary=x', 'no boundary in here'],
    ['multipart/form-data; boundary=x', '--x\r\nContent-Disposition: form-data; name="cv"\r\n\r\ncut o'],
  ])('refuses a form that is none: %s %j', async (contentType, body) => {
    const response = await fetch(`${service.url}/api/jobs`, {
      method: 'POST',
      headers: { 'content-type': contentType },
      body,
    });
    expect([response.status, (await problemIn(response)).code]).toEqual([400, 'FORM_MALFORMED']);
  });
});
