import { createHash } from 'node:crypto';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { html, raw } from 'hono/html';
import { problemCatalogue } from './problem-catalogue.ts';

type OpenApiDocument = ReturnType<OpenAPIHono['getOpenAPI31Document']>;
type Operation = NonNullable<NonNullable<OpenApiDocument['paths']>[string]['get']>;
type Html = ReturnType<typeof html>;

const style = `
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1d2329; background: #fff; }
h1, h2, h3 { line-height: 1.25; } h2 { margin-top: 2.5rem; border-bottom: 1px solid #cfd6dd; }
code, pre { font: 14px/1.45 ui-monospace, monospace; background: #f1f4f7; border-radius: 4px; }
code { padding: .1em .3em; overflow-wrap: anywhere; } pre { padding: .8rem; overflow-x: auto; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid #e3e8ed; }
.method { color: #00539b; } summary { cursor: pointer; }
@media (prefers-color-scheme: dark) { body { color: #e3e8ed; background: #14181c; } code, pre { background: #22282f; } th, td, h2 { border-color: #39424b; } .method, a { color: #7cb8f0; } }
`;

const styleHash = createHash('sha256').update(style).digest('base64');

/** The API's description as one page that needs no script and nothing from elsewhere. */
export function docsPage(document: OpenApiDocument): { html: string; contentSecurityPolicy: string } {
  const operations = operationsOf(document);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${document.info.title} API</title>
<style>${raw(style)}</style>
</head>
<body>
<h1>${document.info.title} API <small>${document.info.version}</small></h1>
<p>${prose(document.info.description)}</p>
<p>The same for programs: <a href="/api/openapi.json">OpenAPI ${document.openapi}</a>.</p>
<nav><ul>
${operations.map(({ id, method, path, operation }) => html`<li><a href="#${id}"><span class="method">${method}</span> ${path}</a> ${operation.summary}</li>\n`)}
</ul></nav>
${(document.tags ?? []).map(
  (tag) => html`<h2>${tag.name}</h2>
<p>${tag.description}</p>
${operations.filter(({ operation }) => operation.tags?.includes(tag.name)).map(operationSection)}`,
)}
<h2>Schemas</h2>
${Object.entries(document.components?.schemas ?? {}).map(([name, schema]) => schemaSection(name, schema))}
<h2>Problems</h2>
<table>
<tr><th>Code</th><th>Status</th><th>Meaning</th></tr>
${Object.entries(problemCatalogue).map(
  ([code, { status, title, meaning }]) =>
    html`<tr id="problem-${code}"><td><code>${code}</code></td><td>${status}</td><td>${title}. ${prose(meaning)}</td></tr>\n`,
)}
</table>
</body>
</html>
`;
  return {
    html: String(page),
    contentSecurityPolicy: `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  };
}

interface ListedOperation {
  id: string;
  method: string;
  path: string;
  operation: Operation;
}

function operationsOf(document: OpenApiDocument): ListedOperation[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    (['get', 'post', 'put', 'patch', 'delete'] as const).flatMap((method) => {
      const operation = item[method];
      if (operation === undefined) return [];
      return [
        { id: operation.operationId ?? `${method}-${path}`, method: method.toUpperCase(), path, operation },
      ];
    }),
  );
}

function operationSection({ id, method, path, operation }: ListedOperation): Html {
  const parameters = (operation.parameters ?? []).filter((parameter) => 'in' in parameter);
  const body = operation.requestBody;
  return html`<section id="${id}">
<h3><span class="method">${method}</span> <code>${path}</code></h3>
<p>${operation.summary}. ${prose(operation.description)}</p>
${
  parameters.length === 0
    ? ''
    : html`<table>
<tr><th>Parameter</th><th>In</th><th>What it is</th></tr>
${parameters.map(
  (parameter) =>
    html`<tr><td><code>${parameter.name}</code>${parameter.required ? ' (required)' : ''}</td><td>${parameter.in}</td><td>${prose(parameter.description)} ${typeOf(parameter.schema)} ${exampleOf(parameter.schema)}</td></tr>\n`,
)}
</table>`
}
${body !== undefined && 'content' in body ? html`<p>Body: ${contentOf(body.content)}</p>` : ''}
<table>
<tr><th>Status</th><th>Meaning</th></tr>
${Object.entries(operation.responses ?? {}).map(
  ([status, response]) =>
    html`<tr><td>${status}</td><td>${prose(response.description)} ${contentOf(response.content)}</td></tr>\n`,
)}
</table>
</section>
`;
}

function schemaSection(name: string, schema: object): Html {
  const example = 'example' in schema ? schema.example : undefined;
  return html`<section id="schema-${name}">
<h3>${name}</h3>
${example === undefined ? '' : html`<p>For example:</p><pre>${JSON.stringify(example, null, 2)}</pre>`}
<details><summary>JSON Schema</summary><pre>${JSON.stringify(schema, null, 2)}</pre></details>
</section>
`;
}

function contentOf(content: Record<string, { schema?: object }> | undefined): Html[] {
  return Object.entries(content ?? {}).map(([mediaType, { schema }], index) => {
    const named =
      schema !== undefined && '$ref' in schema ? String(schema.$ref).split('/').at(-1) : undefined;
    const link = named === undefined ? '' : html` (<a href="#schema-${named}">${named}</a>)`;
    return html`${index === 0 ? '' : ', '}<code>${mediaType}</code>${link}`;
  });
}

function typeOf(schema: object | undefined): Html | string {
  if (schema === undefined) return '';
  const {
    enum: values,
    type,
    items,
  } = schema as { enum?: string[]; type?: string; items?: { enum?: string[] } };
  const allowed = values ?? items?.enum;
  if (allowed !== undefined) return html`One of ${allowed.map((value) => html`<code>${value}</code> `)}`;
  return type === undefined ? '' : html`<small>${type}</small>`;
}

function exampleOf(schema: object | undefined): Html | string {
  if (schema === undefined || !('example' in schema)) return '';
  const { example } = schema;
  const shown = Array.isArray(example) ? example.join(',') : String(example);
  return html`For example <code>${shown}</code>`;
}

/** Text in which backticks mark code, as OpenAPI's descriptions have it. */
function prose(text = ''): (Html | string)[] {
  return text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part));
}
