import type { Posting } from '../../posting/posting.ts';
import type { MasterCv } from '../../resume/resume.ts';
import type { Fit } from '../fit.ts';
import type { PainPoints } from '../pain-points.ts';

export function writeRationale(posting: Posting, painPoints: PainPoints, cv: MasterCv, fit: Omit<Fit, 'rationale'>): string {
  void painPoints;
  void cv;
  void fit;
  return posting.title;
}
