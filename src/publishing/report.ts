import { isTakenFrom } from '../grounding/supported-text.ts';
import { cvLines } from './cv-lines.ts';
import type { Dossier } from './dossier.ts';
import { type CountedKeyword, coverageThresholds, keywordCoverage } from './keyword-coverage.ts';
import { markdownCell, markdownText } from './markdown-text.ts';
import { evidenceSection, selectionSection } from './report-evidence.ts';
import { leftOutSection } from './report-left-out.ts';
import { table } from './report-table.ts';

/** For a person who decides whether to apply: the verdict first, then what it rests on. */
export function reportMarkdown(dossier: Dossier): string {
  const sections = [
    headSection(dossier),
    evidenceSection(dossier),
    needsSection(dossier),
    companySection(dossier),
    contactsSection(dossier),
    coverageSection(dossier),
    selectionSection(dossier),
    gradeSection(dossier),
    leftOutSection(dossier),
    makingSection(dossier),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function headSection({ posting, cv, fit, degraded }: Dossier): string {
  const facts = {
    Company: posting.company,
    Location: posting.location,
    Employment: posting.employmentType,
    Salary: posting.salary,
    Posted: posting.datePosted,
    'Open until': posting.validThrough,
    Address: posting.url,
  };
  const known = Object.entries(facts).filter(([, value]) => value !== undefined && value !== '');
  return [
    `# ${markdownText(cv.basics.name)} for ${markdownText([posting.title, posting.company].filter(Boolean).join(', '))}`,
    `**Fit ${fit.score} of 100: ${fit.band}**`,
    markdownText(fit.rationale),
    verdictLine(fit.requirements),
    degraded.length === 0 ? '' : ['Done with lesser means:', '', ...degraded.map(listItem)].join('\n'),
    known.length === 0
      ? ''
      : known.map(([name, value]) => `- ${name}: ${markdownText(value ?? '')}`).join('\n'),
  ]
    .filter((block) => block !== '')
    .join('\n\n');
}

function verdictLine(requirements: Dossier['fit']['requirements']): string {
  if (requirements.length === 0) return 'The posting names no requirement that could be told.';
  const tally = (importance: 'must' | 'nice') => {
    const among = requirements.filter((requirement) => requirement.importance === importance);
    const of = (status: string) => among.filter((requirement) => requirement.status === status).length;
    return `${among.length} (${of('met')} met, ${of('unsaid')} unsaid, ${of('missing')} missing)`;
  };
  return `Requirements: must ${tally('must')}; nice to have ${tally('nice')}.`;
}

const needHeadings = {
  painPoints: 'Pain points',
  strategicNeeds: 'Strategic needs',
  risksIfUnfilled: 'Risks if unfilled',
  successMetrics: 'Success metrics',
} as const;

function needsSection({ painPoints }: Dossier): string {
  const keys = Object.keys(needHeadings) as (keyof typeof needHeadings)[];
  const lists = keys.map((key) => {
    const rows = painPoints[key].map(({ text, quote, confidence }) => [
      wordingOrQuote(text, quote),
      quoted(quote),
      percent(confidence),
    ]);
    const short = painPoints.short.includes(key)
      ? 'Short list: the posting gives no more, and nothing was made up to fill it.'
      : '';
    const body = rows.length === 0 ? '' : table(['Finding', 'The posting says', 'Confidence'], rows);
    return [`### ${needHeadings[key]}`, short, body].filter(Boolean).join('\n\n');
  });
  return ['## What the employer needs', ...lists].join('\n\n');
}

function companySection({ company }: Dossier): string {
  const facts = company.facts.map(({ text, quote, source }) => {
    const from = company.sources[source];
    const where = from === undefined ? '' : `${from.title}${from.url === undefined ? '' : ` (${from.url})`}`;
    return [wordingOrQuote(text, quote), quoted(quote), markdownCell(where)];
  });
  const name =
    company.name === undefined ? 'The posting does not say who hires.' : markdownText(company.name);
  const body = facts.length === 0 ? 'Nothing is known of it.' : table(['Fact', 'Quote', 'Source'], facts);
  return ['## Company', name, body].join('\n\n');
}

function contactsSection({ contacts }: Dossier): string {
  if (contacts.length === 0) return '## Contacts\n\nNone found.';
  const rows = contacts.map(({ name, role, synthetic, reason, quote, email }) => [
    markdownCell(name),
    markdownCell(role),
    synthetic
      ? 'synthetic (a role, not a person)'
      : `named${email === undefined ? '' : `, ${markdownCell(email)}`}`,
    markdownCell(reason),
    quote === undefined ? '' : quoted(quote),
  ]);
  return `## Contacts\n\n${table(['Contact', 'Role', 'Who', 'Why', 'The posting says'], rows)}`;
}

function coverageSection({ fit, tailored }: Dossier): string {
  const text = cvLines(tailored).map((line) => line.text);
  const { keywords, must, overall } = keywordCoverage(text.join('\n'), fit.keywords);
  if (keywords.length === 0) return '## ATS keywords\n\nThe posting gives no keywords.';
  const rows = keywords.map((keyword) => [
    markdownCell([keyword.term, ...keyword.forms].join(' / ')),
    keyword.importance,
    String(keyword.count),
    String(keyword.inCv),
    keywordNote(keyword),
  ]);
  return [
    '## ATS keywords',
    [
      coverageLine('Must-have coverage', must, coverageThresholds.must),
      coverageLine('Overall coverage', overall, coverageThresholds.overall),
    ].join('\n'),
    table(['Keyword', 'Importance', 'In the posting', 'In the CV', 'Note'], rows),
  ].join('\n\n');
}

function coverageLine(name: string, share: number | undefined, threshold: number): string {
  if (share === undefined) return `- ${name}: no such keywords`;
  const verdict = share >= threshold ? 'reached' : 'not reached';
  return `- ${name}: ${percent(share)} (${percent(threshold)} wanted, ${verdict})`;
}

function keywordNote({ inMaster, inCv }: CountedKeyword): string {
  if (inCv > 0) return '';
  return inMaster ? 'in the master CV, left out for space' : 'not in the master CV, therefore not added';
}

function gradeSection({ tailored }: Dossier): string {
  const { grade, repairs, wordCount } = tailored;
  const rows = [
    ['ATS', '20 %', grade.ats],
    ['Impact', '25 %', grade.impact],
    ['Alignment', '25 %', grade.alignment],
    ['Executive presence', '15 %', grade.executivePresence],
    ['Grounding', '15 %', grade.grounding],
    ['**Total**', '', grade.total],
  ].map((row) => row.map((value) => (typeof value === 'number' ? value.toFixed(1) : value)));
  const repairRows = repairs.map(({ where, claim, action }) => [
    markdownCell(where),
    claim === '' ? '' : quoted(claim),
    action,
  ]);
  return [
    '## Grade of the CV',
    `${grade.passed ? 'Passed' : 'Not passed'} (8.5 of 10 is needed)${grade.improved ? ', improved once' : ''}; ${wordCount} words.`,
    table(['Part', 'Weight', 'Of 10'], rows),
    repairs.length === 0
      ? 'No repairs: nothing claimed more than the master CV says.'
      : `Repairs:\n\n${table(['Where', 'Claimed beyond its sources', 'Repair'], repairRows)}`,
  ].join('\n\n');
}

function makingSection({ reasoners, posting, cv }: Dossier): string {
  const thinkers = Object.entries(reasoners).map(([layer, reasoner]) => [markdownCell(layer), reasoner]);
  const notes = [
    ...posting.notes.map((note) => `posting: ${note}`),
    ...cv.notes.map((note) => `master CV: ${note}`),
  ];
  return [
    '## How this was made',
    thinkers.length === 0 ? '' : table(['Layer', 'Reasoner'], thinkers),
    notes.length === 0 ? '' : ['Notes of the readers:', '', ...notes.map(listItem)].join('\n'),
    `Posting: ${markdownText(posting.source.name)}, ${posting.source.hash}  \nMaster CV: ${markdownText(cv.source.name)}, ${cv.source.hash}`,
  ]
    .filter((block) => block !== '')
    .join('\n\n');
}

function listItem(text: string): string {
  return `- ${markdownText(text)}`;
}

/** Words taken from others as they stand are theirs, and marked so. */
function wordingOrQuote(text: string, quote: string): string {
  return isTakenFrom(text, quote) ? quoted(text) : markdownCell(text);
}

function quoted(text: string): string {
  // Marks of quotation inside a passage would seem to end it.
  return `“${markdownCell(text.replaceAll(/[“”„]/gu, "'"))}”`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
