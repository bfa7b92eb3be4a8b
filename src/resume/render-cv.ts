import { StrataError } from '../error.ts';
import { findDateSpan } from './dates.ts';
import { addExtra, push } from './document-lists.ts';
import type { CvReading } from './read-cv.ts';
import {
  type Fields,
  first,
  highlightsOf,
  linkIn,
  listOf,
  plainText,
  readableTitle,
  textOf,
} from './render-cv-fields.ts';
import { known, type ResumeDocument } from './resume-document.ts';
import { type CvSection, namesOwnSection, sectionNamed } from './section-names.ts';
import { languageLine, placeOf, skillLine, splitList } from './written-lists.ts';

/**
 * Reads the `cv:` part of a RenderCV file (https://docs.rendercv.com, version 2). Section titles are the
 * author's own, so an entry's place follows from its fields first and from the title of its section second.
 * @throws StrataError `CV_UNKNOWN_SHAPE` (kind `input`)
 */
export function readRenderCv(cv: Fields, where: string): CvReading {
  const sections = cv.sections ?? {};
  if (typeof sections !== 'object' || Array.isArray(sections)) {
    throw new StrataError('CV_UNKNOWN_SHAPE', 'cv.sections is not a set of titled lists', {
      kind: 'input',
      where,
      action: "write sections as RenderCV does: a title, and below it the section's entries",
    });
  }
  const document: ResumeDocument = { basics: basicsOf(cv) };
  const notes: string[] = [];
  const titled = Object.entries(sections as Fields);
  const hasSummary = titled.some(([title]) => sectionNamed(readableTitle(title)) === 'summary');
  titled.forEach(([title, entries], index) => {
    const list = Array.isArray(entries) ? entries : [entries];
    const name = readableTitle(title);
    const section = index === 0 && !hasSummary && isProse(name, list) ? 'summary' : sectionNamed(name);
    addSection(document, name, section, list, notes);
  });
  return { document, notes };
}

/** A first section of one or two texts introduces its author, whatever it is called. */
function isProse(title: string, entries: readonly unknown[]): boolean {
  return (
    sectionNamed(title) === 'extra' &&
    !namesOwnSection(title) &&
    entries.length <= 2 &&
    entries.every((entry) => typeof entry === 'string' && entry.trim().split(/\s+/).length >= 5)
  );
}

function basicsOf(cv: Fields): ResumeDocument['basics'] {
  const profiles = listOf(cv.social_networks).map((network) =>
    known({
      network: textOf(network.network),
      username: textOf(network.username),
      url: profileUrl(textOf(network.network), textOf(network.username)),
    }),
  );
  const location = textOf(cv.location);
  return known({
    name: textOf(cv.name),
    label: textOf(cv.headline) ?? textOf(cv.label),
    email: first(cv.email),
    phone: first(cv.phone)?.replace(/^tel:/, ''),
    url: first(cv.website),
    location: location === undefined ? undefined : placeOf(location),
    profiles,
  });
}

function profileUrl(network: string | undefined, username: string | undefined): string | undefined {
  if (username === undefined) return undefined;
  if (network === 'LinkedIn') return `https://linkedin.com/in/${username}`;
  return network === 'GitHub' || network === 'GitLab'
    ? `https://${network.toLowerCase()}.com/${username}`
    : undefined;
}

function addSection(
  document: ResumeDocument,
  title: string,
  section: CvSection,
  entries: readonly unknown[],
  notes: string[],
): void {
  for (const entry of entries) {
    if (typeof entry === 'string') addText(document, title, section, entry);
    else if (typeof entry === 'object' && entry !== null && !Array.isArray(entry)) {
      addEntry(document, title, section, entry as Fields, notes);
    }
  }
}

function addEntry(
  document: ResumeDocument,
  title: string,
  section: CvSection,
  entry: Fields,
  notes: string[],
): void {
  const single = textOf(entry.bullet) ?? textOf(entry.number) ?? textOf(entry.reversed_number);
  if (single !== undefined) {
    addText(document, title, section, single);
    return;
  }
  if ('label' in entry || 'details' in entry) {
    addOneLine(document, title, section, entry);
    return;
  }
  const span = spanOf(entry, notes);
  const common = known({
    ...span,
    location: textOf(entry.location),
    summary: textOf(entry.summary),
    url: linkIn(entry.name) ?? linkIn(entry.company) ?? textOf(entry.url),
    highlights: highlightsOf(entry.highlights),
  });
  if ('company' in entry || 'position' in entry) {
    const role = { name: textOf(entry.company), position: textOf(entry.position) };
    if (section === 'volunteer')
      push(document, 'volunteer', {
        ...common,
        ...known({ position: role.position, organization: role.name }),
      });
    else push(document, 'work', { ...common, ...known(role) });
  } else if ('institution' in entry) {
    const study = {
      institution: textOf(entry.institution),
      area: textOf(entry.area),
      studyType: textOf(entry.degree),
    };
    const { summary, highlights = [], ...rest } = common;
    push(document, 'education', {
      ...rest,
      ...known(study),
      highlights: summary === undefined ? highlights : [summary, ...highlights],
    });
  } else if ('title' in entry) addPublication(document, entry);
  else if ('name' in entry) addNamed(document, title, section, textOf(entry.name) ?? '', common);
  else notes.push(`An entry under "${title}" was left out: none of RenderCV's entry types.`);
}

type Common = NonNullable<ResumeDocument['projects']>[number];

/** RenderCV's normal entry says what it is only by the section that it stands in. */
function addNamed(
  document: ResumeDocument,
  title: string,
  section: CvSection,
  name: string,
  common: Common,
): void {
  const given = common.endDate ?? common.startDate;
  // "Best tapas 2019" says its year already.
  const date = given !== undefined && findDateSpan(name)?.startDate === given ? undefined : given;
  const about = [common.location, common.summary, ...(common.highlights ?? [])]
    .filter((text) => text !== undefined)
    .join('; ');
  const summary = about === '' ? undefined : about;
  switch (section) {
    case 'work':
      push(document, 'work', { ...common, name });
      return;
    case 'volunteer':
      push(document, 'volunteer', { ...common, organization: name });
      return;
    case 'education':
      push(document, 'education', { ...common, institution: name });
      return;
    case 'certificates':
      push(document, 'certificates', known({ name, date, url: common.url, summary }));
      return;
    case 'awards':
      push(document, 'awards', known({ title: name, date, url: common.url, summary }));
      return;
    case 'publications':
      push(document, 'publications', known({ name, releaseDate: date, url: common.url, summary }));
      return;
    case 'skills':
      push(document, 'skills', { name, keywords: common.highlights ?? [] });
      return;
    case 'projects':
      push(document, 'projects', { ...common, name });
      return;
    default:
      addExtra(document, title, [[name, summary].filter(Boolean).join(': ')]);
  }
}

function addPublication(document: ResumeDocument, entry: Fields): void {
  const authors = (Array.isArray(entry.authors) ? entry.authors : [])
    .map(textOf)
    .filter((name) => name !== undefined);
  const doi = textOf(entry.doi);
  const summary = [authors.join(', '), textOf(entry.summary)].filter(Boolean).join('. ');
  push(
    document,
    'publications',
    known({
      name: textOf(entry.title),
      publisher: textOf(entry.journal),
      releaseDate: findDateSpan(textOf(entry.date) ?? '')?.startDate,
      url: textOf(entry.url) ?? (doi === undefined ? undefined : `https://doi.org/${doi}`),
      summary: summary === '' ? undefined : summary,
    }),
  );
}

function addOneLine(document: ResumeDocument, title: string, section: CvSection, entry: Fields): void {
  const label = textOf(entry.label) ?? '';
  const details = textOf(entry.details) ?? '';
  if (section === 'languages') {
    push(document, 'languages', known({ language: label, fluency: details || undefined }));
  } else if (section === 'skills') {
    push(document, 'skills', { name: label, keywords: splitList(details) });
  } else if (section === 'interests') {
    push(document, 'interests', { name: label, keywords: splitList(details) });
  } else {
    addText(document, title, section, [label, details].filter(Boolean).join(': '));
  }
}

/** Text, bullet and numbered entries. */
function addText(document: ResumeDocument, title: string, section: CvSection, text: string): void {
  const bullet = plainText(text);
  if (bullet === '') return;
  switch (section) {
    case 'summary':
      document.basics = {
        ...document.basics,
        summary: [document.basics?.summary, bullet].filter(Boolean).join(' '),
      };
      return;
    case 'skills':
      push(document, 'skills', skillLine(bullet));
      return;
    case 'languages':
      splitList(bullet).forEach((language) => {
        push(document, 'languages', languageLine(language));
      });
      return;
    case 'certificates':
      push(document, 'certificates', { name: bullet });
      return;
    case 'awards':
      push(document, 'awards', { title: bullet });
      return;
    case 'publications':
      push(document, 'publications', { name: bullet });
      return;
    case 'interests':
      push(document, 'interests', { name: bullet });
      return;
    default:
      addExtra(document, title, [bullet]);
  }
}

function spanOf(entry: Fields, notes: string[]): { startDate?: string; endDate?: string } {
  const [from, until, date] = ['start_date', 'end_date', 'date'].map((key) => textOf(entry[key]));
  const span = findDateSpan(from === undefined ? (date ?? '') : `${from} – ${until ?? 'present'}`);
  if (span === undefined) {
    const written = from ?? date;
    if (written !== undefined) notes.push(`The date "${written}" could not be read and was left out.`);
    return {};
  }
  const { startDate, endDate = span.isOpen ? undefined : startDate } = span;
  return known({ startDate, endDate }) as { startDate?: string; endDate?: string };
}
