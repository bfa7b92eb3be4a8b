import { expect, test } from 'vitest';
import type { Dossier } from '../../src/publishing/dossier.ts';
import { EmbeddedPdfWriter } from '../../src/publishing/embedded-pdf-writer.ts';
import { renderArtifacts } from '../../src/publishing/render.ts';
import { sampleDossier } from '../support/dossier.ts';

const never = new AbortController().signal;

test('gives the six files of an application', async () => {
  const { artifacts, missingCharacters } = await renderArtifacts(
    sampleDossier(),
    new EmbeddedPdfWriter(),
    never,
  );
  expect(artifacts.map(({ name, mediaType }) => [name, mediaType])).toEqual([
    ['cv.md', 'text/markdown'],
    ['cv.pdf', 'application/pdf'],
    ['cv.json', 'application/json'],
    ['outreach.md', 'text/markdown'],
    ['report.md', 'text/markdown'],
    ['dossier.json', 'application/json'],
  ]);
  expect(missingCharacters).toEqual([]);
});

test('gives the same bytes for the same dossier, whatever the order of its keys', async () => {
  const turned = Object.fromEntries(Object.entries(sampleDossier()).reverse()) as unknown as Dossier;
  const one = await renderArtifacts(sampleDossier(), new EmbeddedPdfWriter(), never);
  const other = await renderArtifacts(turned, new EmbeddedPdfWriter(), never);
  for (const [at, { name, bytes }] of one.artifacts.entries()) {
    expect(Buffer.compare(bytes, other.artifacts[at]?.bytes ?? new Uint8Array()), name).toBe(0);
  }
});

test('puts the whole dossier into dossier.json, with the version of its shape', async () => {
  const { artifacts } = await renderArtifacts(sampleDossier(), new EmbeddedPdfWriter(), never);
  const bytes = artifacts.find(({ name }) => name === 'dossier.json')?.bytes;
  expect(JSON.parse(new TextDecoder().decode(bytes))).toEqual({ schemaVersion: 1, ...sampleDossier() });
});

test('stops when it is cancelled', async () => {
  const cancelled = renderArtifacts(sampleDossier(), new EmbeddedPdfWriter(), AbortSignal.abort());
  await expect(cancelled).rejects.toMatchObject({ code: 'PDF_CANCELLED', kind: 'cancelled' });
});

test('hands on which characters the PDF could not show', async () => {
  const dossier = sampleDossier();
  dossier.tailored.basics.name = '山田 Taro';
  const { missingCharacters } = await renderArtifacts(dossier, new EmbeddedPdfWriter(), never);
  expect(missingCharacters).toEqual(['山', '田']);
});
