import type { PrintableTailoredCv } from '../../src/grounding/check-cv.ts';
import type { CvLine } from '../../src/publishing/cv-lines.ts';
import type { TailoredEntry } from '../../src/reasoner/tailored-cv.ts';
import { allText } from '../../src/resume/cv-text.ts';
import type { Entry, MasterCv } from '../../src/resume/resume.ts';
import { TermIndex } from '../../src/text/terms.ts';

/** Picks one of a list: the same numbers give the same picks. */
export type Pick = <Item>(items: readonly Item[]) => Item | undefined;

/** Changes an honest CV in one place so that it claims what the master does not; undefined: no such place. */
export type Tamper = (
  lines: CvLine[],
  master: MasterCv,
  pick: Pick,
) => { lines: CvLine[]; said: string } | undefined;

export function pickerOf(numbers: readonly number[]): Pick {
  let at = 0;
  return (items) => {
    const number = numbers[at % numbers.length] ?? 0;
    at += 1;
    return items[number % Math.max(1, items.length)];
  };
}

/** A CV that says what the master says, with those bullets, skills and sections that `keeps` lets through. */
export function honestCv(master: MasterCv, keeps: (id: string) => boolean = () => true): PrintableTailoredCv {
  const entry = (known: Entry): TailoredEntry => {
    const { id, name, position, location, startDate, endDate, url, bullets } = known;
    return {
      sourceId: id,
      name,
      ...(position === undefined ? {} : { position }),
      ...(location === undefined ? {} : { location }),
      ...(startDate === undefined ? {} : { startDate }),
      ...(endDate === undefined ? {} : { endDate }),
      ...(url === undefined ? {} : { url }),
      bullets: bullets
        .filter((bullet) => keeps(bullet.id))
        .map((bullet) => ({ text: bullet.text, sources: [bullet.id] })),
    };
  };
  const { label, summary, ...basics } = master.basics;
  return {
    basics,
    ...(label === undefined ? {} : { label: { text: label, sources: ['basics.label'] } }),
    summary: summary === undefined ? [] : [{ text: summary, sources: ['basics.summary'] }],
    skills: master.skills
      .map(({ id, name, keywords }) => ({
        sourceId: id,
        name,
        keywords: keywords.filter((keyword) => keeps(`${id}.${keyword}`)),
      }))
      .filter(({ keywords }) => keywords.length > 0),
    work: master.work.map(entry),
    projects: master.projects.filter(({ id }) => keeps(id)).map(entry),
    volunteer: master.volunteer.filter(({ id }) => keeps(id)).map(entry),
    education: master.education.filter(({ id }) => keeps(id)),
    certificates: master.certificates.filter(({ id }) => keeps(id)),
    awards: master.awards.filter(({ id }) => keeps(id)),
    publications: master.publications.filter(({ id }) => keeps(id)),
    languages: master.languages,
    extra: master.extra.map(({ id, heading, bullets }) => ({
      sourceId: id,
      heading,
      bullets: bullets.map((bullet) => ({ text: bullet.text, sources: [bullet.id] })),
    })),
    interests: master.interests.map(({ id, name, keywords }) => ({ sourceId: id, name, keywords })),
  };
}

const marks: Partial<Record<CvLine['kind'], string>> = {
  name: '# ',
  heading: '\n## ',
  entry: '\n### ',
  bullet: '- ',
};

export function asMarkdown(lines: readonly CvLine[]): string {
  return lines
    .map(({ kind, text }) => `${marks[kind] ?? ''}${text}${marks[kind] === undefined ? '\n' : ''}`)
    .join('\n');
}

export function asPlainText(lines: readonly CvLine[]): string {
  const line = ({ kind, text }: CvLine) => {
    if (kind === 'heading') return `\n${text.toUpperCase()}`;
    return kind === 'bullet' ? `• ${text}` : text;
  };
  return lines.map(line).join('\n');
}

function replaced(lines: readonly CvLine[], at: CvLine, text: string): { lines: CvLine[]; said: string } {
  return { lines: lines.map((line) => (line === at ? { ...line, text } : line)), said: text };
}

/** Bullets of roles, projects and voluntary posts, by the entry that they stand under. */
function bulletsByEntry(lines: readonly CvLine[]): CvLine[][] {
  const groups: CvLine[][] = [];
  let section = '';
  for (const line of lines) {
    if (line.kind === 'heading') section = line.text;
    if (line.kind === 'entry') groups.push([]);
    if (line.kind === 'bullet' && /Experience|Projects|Volunteering/.test(section)) groups.at(-1)?.push(line);
  }
  return groups.filter((group) => group.length > 0);
}

function linesIn(lines: readonly CvLine[], heading: string, kind: CvLine['kind']): CvLine[] {
  let section = '';
  return lines.filter((line) => {
    if (line.kind === 'heading') section = line.text;
    return section === heading && line.kind === kind;
  });
}

/** Digits that stand for an amount: no part of a name, a year or a time of day. */
const amount = /(?<![\p{L}\p{N}.,:+#/-])\d+(?:,\d{3})*(?:\.\d+)?(?=[kKM%]?(?:[\s,;.)%]|$|-\p{L}))/gu;

function amountsOf(text: string): RegExpExecArray[] {
  return [...text.matchAll(amount)].filter(([found]) => !/^(?:19|20)\d\d$/.test(found));
}

const numberWords = [
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];
const numberWord = new RegExp(`\\b(?:${numberWords.join('|')})\\b`, 'g');

/** 31 % becomes 35 %. */
export const changedFigure: Tamper = (lines, _master, pick) => {
  const bullet = pick(
    bulletsByEntry(lines)
      .flat()
      .filter(({ text }) => amountsOf(text).length > 0),
  );
  const match = pick(amountsOf(bullet?.text ?? ''));
  if (bullet === undefined || match === undefined) return undefined;
  const digit =
    pick(['1', '2', '3', '4', '5', '6', '7', '8', '9'].filter((other) => other !== match[0].at(-1))) ?? '';
  const changed = match[0].slice(0, -1) + digit;
  const values = amountsOf(bullet.text).map(([value]) => value);
  if (values.includes(changed)) return undefined;
  return replaced(
    lines,
    bullet,
    bullet.text.slice(0, match.index) + changed + bullet.text.slice(match.index + match[0].length),
  );
};

/** "a team of seven" becomes "a team of twelve". */
export const changedNumberWord: Tamper = (lines, _master, pick) => {
  const bullet = pick(
    bulletsByEntry(lines)
      .flat()
      .filter(({ text }) => text.match(numberWord) !== null),
  );
  const match = pick([...(bullet?.text ?? '').matchAll(numberWord)]);
  if (bullet === undefined || match === undefined) return undefined;
  const changed = pick(numberWords.filter((word) => !bullet.text.includes(word))) ?? 'twenty';
  return replaced(
    lines,
    bullet,
    bullet.text.slice(0, match.index) + changed + bullet.text.slice(match.index + match[0].length),
  );
};

function movedFigure(from: CvLine | undefined, to: CvLine | undefined, lines: CvLine[], pick: Pick) {
  if (from === undefined || to === undefined || from === to) return undefined;
  const taken = pick(amountsOf(from.text));
  const place = pick(amountsOf(to.text));
  if (taken === undefined || place === undefined || to.text.includes(taken[0])) return undefined;
  return replaced(
    lines,
    to,
    to.text.slice(0, place.index) + taken[0] + to.text.slice(place.index + place[0].length),
  );
}

export const figureOfAnotherRole: Tamper = (lines, _master, pick) => {
  const groups = bulletsByEntry(lines);
  const target = pick(groups);
  const source = pick(groups.filter((group) => group !== target));
  const withAmount = ({ text }: CvLine) => amountsOf(text).length > 0;
  return movedFigure(
    pick((source ?? []).filter(withAmount)),
    pick((target ?? []).filter(withAmount)),
    lines,
    pick,
  );
};

export const figureOfAnotherBullet: Tamper = (lines, _master, pick) => {
  const group = pick(bulletsByEntry(lines)) ?? [];
  const bullets = group.filter(({ text }) => amountsOf(text).length > 0);
  const to = pick(bullets);
  return movedFigure(pick(bullets.filter((bullet) => bullet !== to)), to, lines, pick);
};

/** The employer of one role is put on another, or one that nobody has heard of. */
export const swappedEmployer: Tamper = (lines, master, pick) => {
  const role = pick(master.work);
  const header = lines.find(
    ({ kind, text }) => kind === 'entry' && role !== undefined && text.endsWith(role.name),
  );
  if (role === undefined || header === undefined) return undefined;
  const invented = ['Northwind Traders', 'St Brannoc Hospital', 'Bakkerij De Vlinder', 'Halvorsen Welding'];
  const other = pick(
    [...master.work.map(({ name }) => name), ...invented].filter((name) => name !== role.name),
  );
  return other === undefined ? undefined : replaced(lines, header, header.text.replace(role.name, other));
};

const ranks = [
  'Senior',
  'Staff',
  'Principal',
  'Lead',
  'Chief',
  'Head of',
  'Deputy',
  'Executive',
  'General',
  'Director of',
];

export const promotedTitle: Tamper = (lines, master, pick) => {
  const role = pick(master.work.filter(({ position }) => position !== undefined));
  const position = role?.position ?? '';
  const header = lines.find(({ kind, text }) => kind === 'entry' && text === `${position}, ${role?.name}`);
  const rank = pick(ranks.filter((word) => !position.includes(word)));
  if (header === undefined || rank === undefined) return undefined;
  const changed = /^(?:Senior|Junior|Staff|Associate) /.test(position)
    ? position.replace(/^\S+/, rank)
    : `${rank} ${position}`;
  return replaced(lines, header, header.text.replace(position, changed));
};

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export const movedDate: Tamper = (lines, _master, pick) => {
  const details = [...linesIn(lines, 'Experience', 'detail'), ...linesIn(lines, 'Education', 'detail')];
  const line = pick(details.filter(({ text }) => /\d{4}/.test(text)));
  const match = pick([...(line?.text ?? '').matchAll(/(?:[A-Z][a-z]{2} )?(\d{4})/g)]);
  if (line === undefined || match === undefined) return undefined;
  const [whole, year = ''] = match;
  const month = whole.slice(0, 3);
  const changed =
    pick([0, 1]) === 0 && months.includes(month)
      ? whole.replace(month, pick(months.filter((name) => name !== month)) ?? month)
      : whole.replace(year, String(Number(year) + (pick([-3, -2, -1, 1, 2, 3]) ?? 1)));
  return replaced(
    lines,
    line,
    line.text.slice(0, match.index) + changed + line.text.slice(match.index + whole.length),
  );
};

const skills = [
  'Salesforce',
  'SAP',
  'Kubernetes',
  'Phlebotomy',
  'AutoCAD',
  'Welding',
  'Wound care',
  'TIG',
  'Payroll',
  'Kafka',
  'Snowflake',
  'Sous-vide',
  'QuickBooks',
  'FHIR',
  'Forklift',
  'Mandarin',
  'Spark',
  'Haskell',
  'Triage',
  'HACCP',
  'Revit',
  'IFRS',
  'Photoshop',
  'Carpentry',
  'Angular',
  'Anaesthesia',
  'Bookkeeping',
  'CNC',
  'Swift',
  'Elm',
];

const newSkills = new WeakMap<MasterCv, string[]>();

function newSkill(master: MasterCv, pick: Pick): string | undefined {
  let unknown = newSkills.get(master);
  if (unknown === undefined) {
    const text = new TermIndex(allText(master));
    unknown = skills.filter((skill) => !text.has(skill));
    newSkills.set(master, unknown);
  }
  return pick(unknown);
}

const phrases = ['using', 'with', 'and introduced', 'in', 'by means of'];

function withSkill(lines: CvLine[], skill: string | undefined, pick: Pick) {
  const bullet = pick(bulletsByEntry(lines).flat());
  if (bullet === undefined || skill === undefined) return undefined;
  return replaced(lines, bullet, `${bullet.text.replace(/\.$/, '')} ${pick(phrases) ?? 'with'} ${skill}`);
}

export const inventedSkill: Tamper = (lines, master, pick) => withSkill(lines, newSkill(master, pick), pick);

export const inventedLowerCaseSkill: Tamper = (lines, master, pick) =>
  withSkill(lines, newSkill(master, pick)?.toLowerCase(), pick);

export const listedSkill: Tamper = (lines, master, pick) => {
  const line = pick(linesIn(lines, 'Skills', 'text'));
  const skill = newSkill(master, pick);
  return line === undefined || skill === undefined
    ? undefined
    : replaced(lines, line, `${line.text}, ${skill}`);
};

function added(lines: CvLine[], heading: string, extra: CvLine[]): { lines: CvLine[]; said: string } {
  const at = lines.findIndex(({ kind, text }) => kind === 'heading' && text === heading);
  const said = extra.map(({ text }) => text).join(' / ');
  if (at < 0) return { lines: [...lines, { kind: 'heading', text: heading }, ...extra], said };
  return { lines: [...lines.slice(0, at + 1), ...extra, ...lines.slice(at + 1)], said };
}

export const addedCertificate: Tamper = (lines, _master, pick) => {
  const certificate = pick([
    'Certified ScrumMaster, Scrum Alliance, May 2021',
    'Advanced Cardiac Life Support, American Heart Association, 2019',
    'Project Management Professional (PMP)',
    'AWS Certified DevOps Engineer – Professional, Amazon Web Services',
    'Level 3 Award in Food Safety, 2020',
    'Certified Public Accountant, 2018',
  ]);
  return added(lines, 'Certifications', [{ kind: 'bullet', text: certificate ?? '' }]);
};

export const addedDegree: Tamper = (lines, master, pick) => {
  const school =
    pick([...master.education.map(({ institution }) => institution), 'London Business School']) ?? '';
  const degree = pick([
    'Master of Business Administration',
    'Doctor of Nursing',
    'Diploma in Culinary Arts',
    'LL.M.',
  ]);
  return added(lines, 'Education', [
    { kind: 'entry', text: `${degree}, ${school}` },
    { kind: 'detail', text: `${pick(['2009', 'Sep 2009', '2011'])} – ${pick(['2012', 'Jul 2013'])}` },
  ]);
};

export const largerTeam: Tamper = (lines, _master, pick) => {
  const bullet = pick(
    bulletsByEntry(lines)
      .flat()
      .filter(({ text }) => !/\b(?:37|130|26)\b/.test(text)),
  );
  if (bullet === undefined) return undefined;
  const size = pick(['37', '130', 'twenty-six']);
  return replaced(lines, bullet, `${bullet.text.replace(/\.$/, '')}, leading a team of ${size}`);
};
