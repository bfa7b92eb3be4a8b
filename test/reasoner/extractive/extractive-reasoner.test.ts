import { expect, it } from 'vitest';
import { ExtractiveReasoner } from '../../../src/reasoner/extractive/extractive-reasoner.ts';
import { cvOf, postingFrom } from './support/read.ts';
import { trades } from './support/trades.ts';

it('does every reading layer for a trade it has never seen', async () => {
  const reasoner = new ExtractiveReasoner();
  const context = { signal: new AbortController().signal, scope: { user: 'local' } };
  for (const trade of trades) {
    const posting = await postingFrom(trade.posting);
    const cv = await cvOf(trade.cv);
    const painPoints = await reasoner.findPainPoints({ posting }, context);
    const company = await reasoner.describeCompany({ posting }, context);
    const fit = await reasoner.assessFit({ posting, painPoints, cv }, context);
    const contacts = await reasoner.suggestPeople({ posting, company, fit }, context);
    const draft = await reasoner.draftCv({ posting, fit, cv }, context);
    expect(contacts.length).toBeGreaterThan(0);
    expect(draft.entries.length).toBeGreaterThan(0);
    expect(fit.requirements.some(({ status }) => status === 'met')).toBe(true);
  }
});

it('stops at once when it is told to', async () => {
  const reasoner = new ExtractiveReasoner();
  const posting = await postingFrom(trades[0]?.posting ?? '');
  const signal = AbortSignal.abort(new Error('stopped by the user'));
  await expect(reasoner.findPainPoints({ posting }, { signal, scope: { user: 'local' } })).rejects.toThrow(
    'stopped by the user',
  );
});
