import type { InputSource } from '../intake/input-source.ts';
import { stripEmphasis } from '../text/emphasis.ts';
import { countWords } from '../text/words.ts';
import { allText } from './cv-text.ts';
import { isHumanLanguage } from './human-languages.ts';
import type {
  Basics,
  Bullet,
  Credential,
  CvSource,
  Education,
  Entry,
  Language,
  MasterCv,
  Reference,
  SkillGroup,
} from './resume.ts';
import type { ResumeDocument } from './resume-document.ts';
import { sectionNamed } from './section-names.ts';
import { languageLine } from './written-lists.ts';

/** Gives everything that can be cited its id, and all text its plain form. Empty fields and entries go. */
export function toMasterCv(
  document: ResumeDocument,
  source: InputSource & { format: CvSource['format'] },
  notes: readonly string[],
): MasterCv {
  const cv: MasterCv = {
    basics: basicsOf(document),
    work: numbered('w', document.work, workEntry),
    volunteer: numbered('v', document.volunteer, volunteerEntry),
    projects: numbered('p', document.projects, projectEntry),
    education: numbered('e', document.education, educationEntry),
    certificates: numbered('c', document.certificates, (id, from) =>
      credential(id, from.name, {
        issuer: from.issuer,
        date: from.date,
        url: from.url,
        summary: from.summary,
      }),
    ),
    awards: numbered('a', document.awards, (id, from) =>
      credential(id, from.title, {
        issuer: from.awarder,
        date: from.date,
        url: from.url,
        summary: from.summary,
      }),
    ),
    publications: numbered('u', document.publications, (id, from) =>
      credential(id, from.name, {
        issuer: from.publisher,
        date: from.releaseDate,
        url: from.url,
        summary: from.summary,
      }),
    ),
    skills: numbered('s', skillsOf(document), skillGroup),
    languages: numbered('l', languagesOf(document), (id, from): Language | undefined =>
      plain(from.language) === undefined
        ? undefined
        : { id, language: plain(from.language) ?? '', ...filled({ fluency: from.fluency }) },
    ),
    interests: numbered('i', document.interests, skillGroup),
    references: numbered('r', document.references, (id, from): Reference | undefined =>
      plain(from.name) === undefined && plain(from.reference) === undefined
        ? undefined
        : { id, name: plain(from.name) ?? 'Reference', ...filled({ reference: from.reference }) },
    ),
    extra: numbered('x', document.extra, (id, from) => {
      const bullets = bulletsOf(id, from.bullets);
      return bullets.length === 0 ? undefined : { id, heading: plain(from.heading) ?? 'Other', bullets };
    }),
    wordCount: 0,
    source,
    notes: [...notes],
  };
  return { ...cv, wordCount: countWords(allText(cv)) };
}

/** A group of skills named "Languages" counts too where its items are spoken and no languages are given. */
function languagesOf(document: ResumeDocument): Listed<'languages'>[] {
  if ((document.languages ?? []).length > 0) return document.languages ?? [];
  return (spokenGroup(document)?.keywords ?? []).map(languageLine);
}

/** Without the group that the languages were taken from: nothing is printed twice. */
function skillsOf(document: ResumeDocument): Listed<'skills'>[] {
  const skills = document.skills ?? [];
  if ((document.languages ?? []).length > 0) return skills;
  const spoken = spokenGroup(document);
  return skills.filter((group) => group !== spoken);
}

function spokenGroup(document: ResumeDocument): Listed<'skills'> | undefined {
  const group = document.skills?.find(({ name }) => sectionNamed(name ?? '') === 'languages');
  const isSpoken = group?.keywords?.every((line) => isHumanLanguage(languageLine(line).language));
  return isSpoken ? group : undefined;
}

type Listed<Key extends keyof ResumeDocument> =
  NonNullable<ResumeDocument[Key]> extends readonly (infer Item)[] ? Item : never;

function basicsOf(document: ResumeDocument): Basics {
  const { name, label, email, phone, url, summary, location, profiles } = document.basics ?? {};
  const place = filled({
    address: location?.address,
    postalCode: location?.postalCode,
    city: location?.city,
    region: location?.region,
    countryCode: location?.countryCode,
  });
  return {
    name: plain(name) ?? '',
    ...filled({ label, phone, summary }),
    ...verbatim({ email, url }),
    ...(Object.keys(place).length === 0 ? {} : { location: place }),
    profiles: (profiles ?? [])
      .map((profile) => verbatim({ network: profile.network, username: profile.username, url: profile.url }))
      .filter((profile) => Object.keys(profile).length > 0),
  };
}

function workEntry(id: string, from: Listed<'work'>): Entry | undefined {
  return entry(id, from.name, from, {
    position: from.position,
    location: from.location,
    description: from.description,
  });
}

function volunteerEntry(id: string, from: Listed<'volunteer'>): Entry | undefined {
  return entry(id, from.organization, from, { position: from.position, location: from.location });
}

function projectEntry(id: string, from: Listed<'projects'>): Entry | undefined {
  const position = from.roles?.join(', ');
  return entry(id, from.name, from, { position, location: from.location, description: from.description });
}

function entry(
  id: string,
  name: string | undefined,
  from: Listed<'work' | 'volunteer' | 'projects'>,
  about: { position?: string | undefined; location?: string | undefined; description?: string | undefined },
): Entry | undefined {
  const bullets = bulletsOf(id, from.highlights);
  const details = {
    ...filled({
      position: about.position,
      location: about.location,
      description: about.description,
      startDate: from.startDate,
      endDate: from.endDate,
      summary: from.summary,
    }),
    ...verbatim({ url: from.url }),
  };
  const keywords = plainList(from.keywords);
  const written = plain(name);
  if (written === undefined && bullets.length === 0 && Object.keys(details).length === 0) return undefined;
  return { id, name: written ?? plain(about.position) ?? '', ...details, bullets, keywords };
}

function educationEntry(id: string, from: Listed<'education'>): Education | undefined {
  const details = {
    ...filled({
      area: from.area,
      studyType: from.studyType,
      location: from.location,
      startDate: from.startDate,
      endDate: from.endDate,
      score: from.score,
    }),
    ...verbatim({ url: from.url }),
  };
  const institution = plain(from.institution);
  if (institution === undefined && Object.keys(details).length === 0) return undefined;
  return {
    id,
    institution: institution ?? '',
    ...details,
    courses: plainList(from.courses),
    bullets: bulletsOf(id, from.highlights),
  };
}

function skillGroup(id: string, from: Listed<'skills'>): SkillGroup | undefined {
  const keywords = plainList(from.keywords);
  const name = plain(from.name);
  if (name === undefined && keywords.length === 0) return undefined;
  return { id, name: name ?? '', ...filled({ level: from.level }), keywords };
}

function credential(
  id: string,
  name: string | undefined,
  about: Record<'issuer' | 'date' | 'url' | 'summary', string | undefined>,
): Credential | undefined {
  const written = plain(name);
  if (written === undefined) return undefined;
  const { issuer, date, url, summary } = about;
  return { id, name: written, ...filled({ issuer, date, summary }), ...verbatim({ url }) };
}

/** Ids count entries that hold something, so that a template's empty ones leave no gap. */
function numbered<From, To>(
  prefix: string,
  list: readonly From[] | undefined,
  make: (id: string, from: From) => To | undefined,
): To[] {
  const made: To[] = [];
  for (const from of list ?? []) {
    const item = make(`${prefix}${made.length + 1}`, from);
    if (item !== undefined) made.push(item);
  }
  return made;
}

function bulletsOf(id: string, texts: readonly string[] | undefined): Bullet[] {
  return plainList(texts).map((text, index) => ({ id: `${id}.b${index + 1}`, text }));
}

function plainList(texts: readonly string[] | undefined): string[] {
  return (texts ?? []).map(plain).filter((text) => text !== undefined);
}

function plain(text: string | undefined): string | undefined {
  const written = stripEmphasis((text ?? '').normalize('NFC'))
    .replaceAll(/[\u200B\u2060\uFEFF\u00AD]/gu, '')
    .replaceAll(/\s+/gu, ' ')
    .trim();
  return written === '' ? undefined : written;
}

function filled<Key extends string>(fields: Record<Key, string | undefined>): Partial<Record<Key, string>> {
  return kept(fields, plain);
}

/** For addresses and user names, where a `_` is never markup. */
function verbatim<Key extends string>(fields: Record<Key, string | undefined>): Partial<Record<Key, string>> {
  return kept(fields, (text) => text?.trim() || undefined);
}

function kept<Key extends string>(
  fields: Record<Key, string | undefined>,
  clean: (text: string | undefined) => string | undefined,
): Partial<Record<Key, string>> {
  const result: Partial<Record<Key, string>> = {};
  for (const key of Object.keys(fields) as Key[]) {
    const text = clean(fields[key]);
    if (text !== undefined) result[key] = text;
  }
  return result;
}
