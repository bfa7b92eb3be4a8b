import type { Fit } from '../fit.ts';

const mostRequirements = 10;
const mostKeywords = 20;

/** What the posting asks for, without what the master CV lacks: nobody should be tempted to add that. */
export function wantedLines({ requirements, keywords }: Pick<Fit, 'requirements' | 'keywords'>): string {
  const asked = requirements
    .filter(({ status }) => status !== 'missing')
    .toSorted((one, other) => Number(other.importance === 'must') - Number(one.importance === 'must'))
    .slice(0, mostRequirements)
    .map(({ text }) => `- ${text.replaceAll(/\s+/gu, ' ').slice(0, 110)}`);
  const terms = keywords.filter(({ inMaster }) => inMaster).slice(0, mostKeywords);
  return [
    'Asked for, and answered by the CV:',
    ...asked,
    `Terms that both use: ${terms.map(({ term }) => term).join(', ')}`,
  ].join('\n');
}
