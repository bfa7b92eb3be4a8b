import type { Layer } from '../../engine/layer.ts';
import type { JobInput } from '../../jobs/job.ts';
import type { PdfWriter } from '../../publishing/pdf-writer.ts';
import { renderArtifacts } from '../../publishing/render.ts';
import { type ApplicationResults, resultOf } from './results.ts';

/** Layer 7: the files. */
export function publishLayer(pdfWriter: PdfWriter): Layer<JobInput, ApplicationResults> {
  return {
    name: 'publish',
    async run(_input, results, context) {
      const { posting, cv } = resultOf(results, 'intake');
      const { tailored, outreach } = resultOf(results, 'cv');
      const { artifacts, missingCharacters } = await renderArtifacts(
        {
          posting,
          cv,
          painPoints: resultOf(results, 'pain-points'),
          company: resultOf(results, 'company-research'),
          fit: resultOf(results, 'fit'),
          contacts: resultOf(results, 'people'),
          tailored,
          outreach,
          reasoners: context.reasoners,
          degraded: context.degraded.map(({ message }) => message),
        },
        pdfWriter,
        context.signal,
      );
      for (const artifact of artifacts) await context.putArtifact(artifact);
      if (missingCharacters.length > 0) {
        context.degrade(
          'PDF_CHARACTERS_MISSING',
          `cv.pdf: its font has no shape for ${missingCharacters.join(' ')}; cv.md has them`,
        );
      }
      return {
        result: { artifacts: artifacts.map(({ name }) => name) },
        metadata: {
          artifacts: artifacts.length,
          size_bytes: artifacts.reduce((sum, { bytes }) => sum + bytes.byteLength, 0),
          pdf_writer: pdfWriter.name,
        },
      };
    },
  };
}
