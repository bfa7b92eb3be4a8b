import type { TailoredCv, TailoredEntry, TailoredSkillGroup } from '../reasoner/tailored-cv.ts';
import type { Basics, Credential, Education, Language } from '../resume/resume.ts';
import { formatDate, formatSpan } from './dates.ts';

/** What of a tailored CV is printed. */
export type PrintableCv = Omit<TailoredCv, 'wordCount' | 'grade' | 'repairs'>;

/** A CV on which nothing is printed, to be filled in part. */
export const blankCv: PrintableCv = {
  basics: { name: '', profiles: [] },
  summary: [],
  skills: [],
  work: [],
  projects: [],
  volunteer: [],
  education: [],
  certificates: [],
  awards: [],
  publications: [],
  languages: [],
  extra: [],
  interests: [],
};

/** One paragraph of the printed CV. `text` is a single line without any markup, in Unicode's NFC form. */
export interface CvLine {
  kind: 'name' | 'label' | 'contact' | 'heading' | 'entry' | 'detail' | 'text' | 'bullet';
  text: string;
}

/**
 * The printed CV, line by line in reading order: the one description that Markdown, PDF and the word count
 * share. Lines and sections without content are left out.
 */
export function cvLines(cv: PrintableCv): CvLine[] {
  const lines: CvLine[] = [
    { kind: 'name', text: cv.basics.name },
    { kind: 'label', text: cv.label?.text ?? '' },
    ...contactLines(cv.basics),
    ...section('Summary', [{ kind: 'text', text: cv.summary.map((sentence) => sentence.text).join(' ') }]),
    ...section('Skills', cv.skills.map(skillLine)),
    ...section('Experience', cv.work.flatMap(roleLines)),
    ...section('Projects', cv.projects.flatMap(projectLines)),
    ...section('Education', cv.education.flatMap(educationLines)),
    ...section('Certifications', cv.certificates.map(credentialLine)),
    ...section('Languages', [{ kind: 'text', text: listed(cv.languages.map(languageText)) }]),
    ...section('Volunteering', cv.volunteer.flatMap(roleLines)),
    ...section('Awards', cv.awards.map(credentialLine)),
    ...section('Publications', cv.publications.map(credentialLine)),
    ...cv.extra.flatMap(({ heading, bullets }) => section(heading, bulletLines(bullets))),
    ...section('Interests', [{ kind: 'text', text: cv.interests.map(groupText).join('; ') }]),
  ];
  return lines.map(({ kind, text }) => ({ kind, text: singleLine(text) })).filter(({ text }) => text !== '');
}

/** Words as the strictest reader counts them: every piece between white space, a lone `–` or `|` too. */
export function countPrintedWords(lines: readonly CvLine[]): number {
  return lines.reduce((sum, { text }) => sum + (text.match(/\S+/g)?.length ?? 0), 0);
}

function section(heading: string, lines: CvLine[]): CvLine[] {
  const printed = lines.filter(({ text }) => text.trim() !== '');
  return printed.length === 0 ? [] : [{ kind: 'heading', text: heading }, ...printed];
}

function contactLines(basics: PrintableCv['basics']): CvLine[] {
  const reach = [basics.email, basics.phone, basics.location && placeOf(basics.location)];
  const pages = [basics.url, ...basics.profiles.map(profileText)];
  return [
    { kind: 'contact', text: piped(reach) },
    { kind: 'contact', text: piped([...new Set(pages)]) },
  ];
}

function profileText(profile: Basics['profiles'][number]): string {
  return profile.url ?? [profile.network, profile.username].filter(Boolean).join(' ');
}

/** Countries in whose addresses a town is told apart by its state or province. */
const countriesWithStates = new Set(['US', 'CA', 'AU', 'BR', 'IN', 'MX']);

/** Street and postal code stay out of a CV that is handed around. */
function placeOf(location: NonNullable<Basics['location']>): string {
  const { city, region, countryCode } = location;
  const needsRegion = countryCode === undefined || city === undefined || countriesWithStates.has(countryCode);
  return listed([city, needsRegion ? region : undefined, countryCode]);
}

function skillLine(group: TailoredSkillGroup): CvLine {
  return { kind: 'text', text: groupText(group) };
}

function groupText({ name, keywords }: TailoredSkillGroup): string {
  return [name, listed(keywords)].filter(Boolean).join(': ');
}

function roleLines(entry: TailoredEntry): CvLine[] {
  return [
    { kind: 'entry', text: listed([entry.position, entry.name]) },
    { kind: 'detail', text: piped([formatSpan(entry.startDate, entry.endDate), entry.location]) },
    ...bulletLines(entry.bullets),
  ];
}

function projectLines(project: TailoredEntry): CvLine[] {
  const role = project.position ? `(${project.position})` : '';
  const span = formatSpan(project.startDate, project.endDate);
  return [
    { kind: 'entry', text: `${project.name} ${role}` },
    { kind: 'detail', text: piped([span, project.location, project.url]) },
    ...bulletLines(project.bullets),
  ];
}

function educationLines(education: Education): CvLine[] {
  const { studyType, area, institution, startDate, endDate, location, score, courses } = education;
  return [
    { kind: 'entry', text: listed([studyType, area, institution]) },
    // A missing end is common where only one date was given, so it does not say that somebody still studies.
    {
      kind: 'detail',
      text: piped([formatSpan(startDate, endDate, ''), location, score && scoreText(score)]),
    },
    { kind: 'text', text: courses.length === 0 ? '' : `Courses: ${listed(courses)}` },
    ...bulletLines(education.bullets),
  ];
}

/** A bare figure needs a word beside it; "First-class honours" or "GPA 3.9" does not. */
function scoreText(score: string): string {
  return /^\s*\p{L}/u.test(score) ? score : `Grade ${score}`;
}

function credentialLine(credential: Credential): CvLine {
  const { name, issuer, date, summary, url } = credential;
  const what = [listed([name, issuer, date && formatDate(date)]), summary].filter(Boolean).join(': ');
  return { kind: 'bullet', text: `${what} ${url ?? ''}` };
}

function languageText({ language, fluency }: Language): string {
  return fluency ? `${language} (${fluency})` : language;
}

function bulletLines(bullets: readonly { text: string }[]): CvLine[] {
  return bullets.map(({ text }) => ({ kind: 'bullet', text }));
}

function listed(parts: readonly (string | undefined)[]): string {
  return parts.filter(Boolean).join(', ');
}

function piped(parts: readonly (string | undefined)[]): string {
  return parts.filter(Boolean).join(' | ');
}

/**
 * Soft hyphens, zero-width spaces and control characters come along when text is copied; nobody sees them, but
 * they part words for whoever searches. Non-breaking spaces are left alone: they keep figure and unit together.
 */
function singleLine(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(/[ \t\r\n\v\f\u0085\u2028\u2029]+/g, ' ')
    .replaceAll(/[\p{Cc}\u00ad\u200b\u2060\ufeff]/gu, '')
    .trim();
}
