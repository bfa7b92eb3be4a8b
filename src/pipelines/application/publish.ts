import type { Layer, LayerContext } from '../../engine/layer.ts';
import { optionalPart } from '../../engine/optional-part.ts';
import type { JobInput } from '../../jobs/job.ts';
import type { PdfWriter } from '../../publishing/pdf-writer.ts';
import { renderArtifacts } from '../../publishing/render.ts';
import type { TailoredCv } from '../../reasoner/tailored-cv.ts';
import { type ApplicationResults, resultOf } from './results.ts';

/** Layer 7: the files. Without the PDF the job still has its CV. */
export function publishLayer(pdfWriter: PdfWriter): Layer<JobInput, ApplicationResults> {
  return {
    name: 'publish',
    async run(_input, results, context) {
      const { posting, cv } = resultOf(results, 'intake');
      const { tailored, outreach } = resultOf(results, 'cv');
      // First, so that the report can say what became of it.
      const pdf = await writePdf(pdfWriter, tailored, context);
      const artifacts = renderArtifacts(
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
        pdf,
      );
      for (const artifact of artifacts) await context.putArtifact(artifact);
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

async function writePdf(
  writer: PdfWriter,
  tailored: TailoredCv,
  context: LayerContext,
): Promise<Uint8Array | undefined> {
  const written = await optionalPart(
    context,
    { code: 'PDF_MISSING', what: 'cv.pdf', insteadOf: 'cv.md holds the same text' },
    () => writer.write(tailored, context.signal),
    () => undefined,
  );
  if (written && written.missingCharacters.length > 0) {
    context.degrade(
      'PDF_CHARACTERS_MISSING',
      `cv.pdf: its font has no shape for ${written.missingCharacters.join(' ')}; cv.md has them`,
    );
  }
  return written?.bytes;
}
