import type { Posting } from '../../../../../src/posting/posting.ts';
import { readPosting } from '../../../../../src/posting/read-posting.ts';
import { draftCv } from '../../../../../src/reasoner/extractive/draft-cv.ts';
import { assessFit } from '../../../../../src/reasoner/extractive/fit.ts';
import { findPainPoints } from '../../../../../src/reasoner/extractive/pain-points.ts';
import type { Fit } from '../../../../../src/reasoner/fit.ts';
import type { PainPoints } from '../../../../../src/reasoner/pain-points.ts';
import type { CvDraft } from '../../../../../src/reasoner/tailored-cv.ts';
import { toMasterCv } from '../../../../../src/resume/number-entries.ts';
import { readCv } from '../../../../../src/resume/read-cv.ts';
import type { MasterCv } from '../../../../../src/resume/resume.ts';
import type { ResumeDocument } from '../../../../../src/resume/resume-document.ts';
import { readSample } from '../../../../support/samples.ts';

export interface Pair {
  posting: Posting;
  cv: MasterCv;
  painPoints: PainPoints;
  fit: Fit;
  draft: CvDraft;
}

export const limits = { minWords: 550, maxWords: 650 };

const inputLimits = { maxBytes: 10_000_000 };
const postings = new Map<string, Promise<Posting>>();
const masters = new Map<string, Promise<MasterCv>>();

export async function samplePair(postingName: string, cvName: string): Promise<Pair> {
  return pairOf(await samplePosting(postingName), await sampleCv(cvName));
}

function samplePosting(name: string): Promise<Posting> {
  const posting = postings.get(name) ?? readPosting({ name, text: readSample(name) }, inputLimits);
  postings.set(name, posting);
  return posting;
}

function sampleCv(name: string): Promise<MasterCv> {
  const cv = masters.get(name) ?? readCv({ name, text: readSample(name) }, inputLimits);
  masters.set(name, cv);
  return cv;
}

export function pairOf(posting: Posting, cv: MasterCv): Pair {
  const painPoints = findPainPoints({ posting });
  const fit = assessFit({ posting, painPoints, cv });
  return { posting, cv, painPoints, fit, draft: draftCv({ posting, fit, cv }) };
}

export function postingOf(text: string): Promise<Posting> {
  return readPosting({ name: 'posting.md', text }, inputLimits);
}

export function masterOf(document: ResumeDocument): MasterCv {
  return toMasterCv(document, { format: 'json-resume', name: 'cv.json', hash: 'sha256:0', sizeBytes: 0 }, []);
}
