import type { Artifact } from '../store/artifact-store.ts';
import { cvJsonResume } from './cv-json.ts';
import { cvMarkdown } from './cv-markdown.ts';
import type { Dossier } from './dossier.ts';
import { dossierJson } from './dossier-json.ts';
import { outreachMarkdown } from './outreach-markdown.ts';
import { reportMarkdown } from './report.ts';

/** The files of an application, the same bytes for the same dossier; `cv.pdf` only where there is one. */
export function renderArtifacts(dossier: Dossier, pdf: Uint8Array | undefined): Artifact[] {
  return [
    ...(pdf === undefined ? [] : [{ name: 'cv.pdf', mediaType: 'application/pdf', bytes: pdf }]),
    textArtifact('cv.md', 'text/markdown', cvMarkdown(dossier.tailored)),
    textArtifact(
      'cv.json',
      'application/json',
      `${JSON.stringify(cvJsonResume(dossier.tailored), null, 2)}\n`,
    ),
    textArtifact('outreach.md', 'text/markdown', outreachMarkdown(dossier)),
    textArtifact('report.md', 'text/markdown', reportMarkdown(dossier)),
    textArtifact('dossier.json', 'application/json', dossierJson(dossier)),
  ];
}

function textArtifact(name: string, mediaType: string, text: string): Artifact {
  return { name, mediaType, bytes: new TextEncoder().encode(text) };
}
