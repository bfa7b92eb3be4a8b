import type { Artifact } from '../store/artifact-store.ts';
import { cvJsonResume } from './cv-json.ts';
import { cvMarkdown } from './cv-markdown.ts';
import type { Dossier } from './dossier.ts';
import { dossierJson } from './dossier-json.ts';
import { outreachMarkdown } from './outreach-markdown.ts';
import type { PdfWriter } from './pdf-writer.ts';
import { reportMarkdown } from './report.ts';

/**
 * The files of an application. All but `cv.pdf` are the same bytes for the same dossier; so is the PDF where
 * its writer is.
 *
 * @throws StrataError as `pdf.write` does
 */
export async function renderArtifacts(
  dossier: Dossier,
  pdf: PdfWriter,
  signal: AbortSignal,
): Promise<{ artifacts: Artifact[]; missingCharacters: string[] }> {
  const { bytes, missingCharacters } = await pdf.write(dossier.tailored, signal);
  const artifacts = [
    textArtifact('cv.md', 'text/markdown', cvMarkdown(dossier.tailored)),
    { name: 'cv.pdf', mediaType: 'application/pdf', bytes },
    textArtifact(
      'cv.json',
      'application/json',
      `${JSON.stringify(cvJsonResume(dossier.tailored), null, 2)}\n`,
    ),
    textArtifact('outreach.md', 'text/markdown', outreachMarkdown(dossier)),
    textArtifact('report.md', 'text/markdown', reportMarkdown(dossier)),
    textArtifact('dossier.json', 'application/json', dossierJson(dossier)),
  ];
  return { artifacts, missingCharacters };
}

function textArtifact(name: string, mediaType: string, text: string): Artifact {
  return { name, mediaType, bytes: new TextEncoder().encode(text) };
}
