import { expect, test } from 'vitest';
import type { Dossier } from '../../src/publishing/dossier.ts';
import { EmbeddedPdfWriter } from '../../src/publishing/embedded-pdf-writer.ts';
import { renderArtifacts } from '../../src/publishing/render.ts';
import { sampleDossier } from '../support/dossier.ts';

const never = new AbortController().signal;
const pdf = Buffer.from('%PDF-1.7');

test('gives the six files of an application', () => {
  expect(renderArtifacts(sampleDossier(), pdf).map(({ name, mediaType }) => [name, mediaType])).toEqual([
    ['cv.pdf', 'application/pdf'],
    ['cv.md', 'text/markdown'],
    ['cv.json', 'application/json'],
    ['outreach.md', 'text/markdown'],
    ['report.md', 'text/markdown'],
    ['dossier.json', 'application/json'],
  ]);
});

test('leaves out only the PDF where there is none', () => {
  const names = renderArtifacts(sampleDossier(), undefined).map(({ name }) => name);
  expect(names).toEqual(['cv.md', 'cv.json', 'outreach.md', 'report.md', 'dossier.json']);
});

test('gives the same bytes for the same dossier, whatever the order of its keys', () => {
  const turned = Object.fromEntries(Object.entries(sampleDossier()).reverse()) as unknown as Dossier;
  const other = renderArtifacts(turned, pdf);
  for (const [at, { name, bytes }] of renderArtifacts(sampleDossier(), pdf).entries()) {
    expect(Buffer.compare(bytes, other[at]?.bytes ?? new Uint8Array()), name).toBe(0);
  }
});

test('puts the whole dossier into dossier.json, with the version of its shape', () => {
  const bytes = renderArtifacts(sampleDossier(), pdf).find(({ name }) => name === 'dossier.json')?.bytes;
  expect(JSON.parse(new TextDecoder().decode(bytes))).toEqual({ schemaVersion: 1, ...sampleDossier() });
});

test('the embedded writer stops when it is cancelled', async () => {
  const cancelled = new EmbeddedPdfWriter().write(sampleDossier().tailored, { signal: AbortSignal.abort() });
  await expect(cancelled).rejects.toMatchObject({ code: 'PDF_CANCELLED', kind: 'cancelled' });
});

test('the embedded writer hands on which characters it could not show', async () => {
  const { tailored } = sampleDossier();
  tailored.basics.name = '山田 Taro';
  const { missingCharacters } = await new EmbeddedPdfWriter().write(tailored, { signal: never });
  expect(missingCharacters).toEqual(['山', '田']);
});
