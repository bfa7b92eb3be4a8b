import type { Layer, LayerContext } from '../../engine/layer.ts';
import { optionalPart } from '../../engine/optional-part.ts';
import { reasonToStandIn } from '../../engine/stand-in.ts';
import type { JobInput } from '../../jobs/job.ts';
import type { PdfWriter } from '../../publishing/pdf-writer.ts';
import { renderArtifacts } from '../../publishing/render.ts';
import type { TailoredCv } from '../../reasoner/tailored-cv.ts';
import { type ApplicationResults, resultOf } from './results.ts';

/** Layer 7: the files. Without the PDF the job still has its CV. */
export function publishLayer(pdfWriters: PdfWriters): Layer<JobInput, ApplicationResults> {
  return {
    name: 'publish',
    async run(_input, results, context) {
      const { posting, cv } = resultOf(results, 'intake');
      const { tailored, outreach } = resultOf(results, 'cv');
      // First, so that the report can say what became of it.
      const pdf = await writePdf(pdfWriters, tailored, context);
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
        pdf?.bytes,
      );
      for (const artifact of artifacts) await context.putArtifact(artifact);
      return {
        result: { artifacts: artifacts.map(({ name }) => name) },
        metadata: {
          artifacts: artifacts.length,
          size_bytes: artifacts.reduce((sum, { bytes }) => sum + bytes.byteLength, 0),
          pdf_writer: pdf?.writer ?? 'none',
        },
      };
    },
  };
}

/** Who writes the PDF, and who stands in when that one cannot be used. */
export interface PdfWriters {
  expected: PdfWriter;
  substitute?: PdfWriter;
}

async function writePdf(
  writers: PdfWriters,
  tailored: TailoredCv,
  context: LayerContext,
): Promise<{ bytes: Uint8Array; writer: string } | undefined> {
  const written = await optionalPart(
    context,
    { code: 'PDF_MISSING', what: 'cv.pdf', insteadOf: 'cv.md holds the same text' },
    () => writeOrStandIn(writers, tailored, context),
    () => undefined,
  );
  if (written && written.missingCharacters.length > 0) {
    context.degrade(
      'PDF_CHARACTERS_MISSING',
      `cv.pdf: its font has no shape for ${written.missingCharacters.join(' ')}; cv.md has them`,
    );
  }
  return written;
}

async function writeOrStandIn(
  { expected, substitute }: PdfWriters,
  tailored: TailoredCv,
  context: LayerContext,
) {
  try {
    const { scope, signal, patience } = context;
    const own = { scope, signal: substitute === undefined ? signal : patience };
    return { ...(await expected.write(tailored, own)), writer: expected.name };
  } catch (cause) {
    if (substitute === undefined) throw cause;
    const reason = reasonToStandIn(context, context.patience.aborted ? context.patience.reason : cause);
    context.degrade('PDF_SERVICE_UNAVAILABLE', `cv.pdf by the embedded writer: ${reason.message}`);
    return { ...(await substitute.write(tailored, context)), writer: substitute.name };
  }
}
