import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemCatalogue } from '../../src/http/problem-catalogue.ts';
import { submissionSchema } from '../../src/http/request/submission-schema.ts';
import { postJson, submission } from './support/requests.ts';
import { startTestService, type TestService } from './support/test-service.ts';

interface Operation {
  operationId?: string;
  summary?: string;
  tags?: string[];
  responses: Record<string, { content?: Record<string, { examples?: Record<string, unknown> }> }>;
}
interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, { required?: string[]; properties?: object; example?: unknown }> };
}

let service: TestService;
let document: Document;
beforeAll(async () => {
  service = await startTestService();
  document = (await (await fetch(`${service.url}/api/openapi.json`)).json()) as Document;
});
afterAll(() => service.stop());

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const result = await new Validator().validate({ ...structuredClone(document) });
    expect(result.errors).toBeUndefined();
    expect(result.valid).toBe(true);
    expect(document.openapi).toBe('3.1.0');
  });

  it('has every route of the application, and no other', () => {
    const served = service.app.routes
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method} ${path.replaceAll(/:([^/]+)/g, '{$1}')}`);
    const described = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described.sort()).toEqual([...new Set(served)].sort());
  });

  it('names, sorts and explains each operation, and gives each problem an example', () => {
    const shown = new Set<string>();
    for (const operation of Object.values(document.paths).flatMap((item) => Object.values(item))) {
      expect(operation.operationId).toBeTruthy();
      expect(operation.summary).toBeTruthy();
      expect(operation.tags).toHaveLength(1);
      for (const [status, response] of Object.entries(operation.responses)) {
        const examples = response.content?.['application/problem+json']?.examples ?? {};
        for (const [code, example] of Object.entries(examples)) {
          shown.add(code);
          expect(example).toMatchObject({ value: { code, status: Number(status) } });
        }
      }
    }
    const elsewhere = ['REQUEST_MALFORMED', 'ROUTE_UNKNOWN', 'METHOD_NOT_ALLOWED', 'HEADERS_TOO_LARGE'];
    expect([...shown, ...elsewhere].sort()).toEqual(Object.keys(problemCatalogue).sort());
  });

  it('is shown as a page too, with every operation, schema and problem, and no link into nothing', async () => {
    const page = await (await fetch(`${service.url}/api/docs`)).text();
    const ids = new Set([...page.matchAll(/id="([^"]+)"/g)].map(([, id]) => id));
    for (const operation of Object.values(document.paths).flatMap((item) => Object.values(item))) {
      expect(ids).toContain(operation.operationId);
    }
    for (const name of Object.keys(document.components.schemas)) expect(ids).toContain(`schema-${name}`);
    for (const code of Object.keys(problemCatalogue)) expect(ids).toContain(`problem-${code}`);
    for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
  });

  it('shows a submission that the service would take', () => {
    const { example } = document.components.schemas.Submission ?? {};
    expect(submissionSchema.safeParse(example).success).toBe(true);
  });

  it('describes jobs as they are answered', async () => {
    const accepted = await postJson(service.url, submission);
    const { jobId } = (await accepted.json()) as { jobId: string };
    await service.jobs.finished(jobId);
    const view = (await (await fetch(`${service.url}/api/jobs/${jobId}`)).json()) as object;
    const { properties = {}, required = [] } = document.components.schemas.Job ?? {};
    for (const name of Object.keys(view)) expect(Object.keys(properties)).toContain(name);
    for (const name of required) expect(view).toHaveProperty(name);
  });
});
