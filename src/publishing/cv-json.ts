import type { SourcedText, TailoredEntry } from '../reasoner/tailored-cv.ts';
import type { PrintableCv } from './cv-lines.ts';
import { defined } from './stable-json.ts';

const schemaUrl = 'https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json';

/**
 * The CV as JSON Resume 1.0.0 (https://jsonresume.org/schema). `meta.strata.sources` tells for each wording,
 * by JSON Pointer (RFC 6901), the ids in the master CV that it came from.
 */
export function cvJsonResume(cv: PrintableCv): Record<string, unknown> {
  const { basics } = cv;
  return {
    $schema: schemaUrl,
    basics: defined({
      name: basics.name,
      label: cv.label?.text,
      email: basics.email,
      phone: basics.phone,
      url: basics.url,
      summary: cv.summary.map(({ text }) => text).join(' ') || undefined,
      location: basics.location && printedLocation(basics.location),
      profiles: basics.profiles,
    }),
    ...sections({
      work: cv.work.map(({ name, position, location, url, startDate, endDate, bullets }) =>
        defined({ name, position, location, url, startDate, endDate, highlights: texts(bullets) }),
      ),
      volunteer: cv.volunteer.map(({ name, position, url, startDate, endDate, bullets }) =>
        defined({ organization: name, position, url, startDate, endDate, highlights: texts(bullets) }),
      ),
      projects: cv.projects.map(({ name, position, url, startDate, endDate, bullets }) =>
        defined({
          name,
          roles: position === undefined ? undefined : position.split(', '),
          url,
          startDate,
          endDate,
          highlights: texts(bullets),
        }),
      ),
      education: cv.education.map(({ id: _id, bullets, courses, ...rest }) =>
        defined({
          ...rest,
          courses: courses.length === 0 ? undefined : courses,
          highlights: bullets.length === 0 ? undefined : texts(bullets),
        }),
      ),
      certificates: cv.certificates.map(({ name, date, issuer, url }) =>
        defined({ name, date, issuer, url }),
      ),
      awards: cv.awards.map(({ name, date, issuer, summary }) =>
        defined({ title: name, date, awarder: issuer, summary }),
      ),
      publications: cv.publications.map(({ name, issuer, date, url, summary }) =>
        defined({ name, publisher: issuer, releaseDate: date, url, summary }),
      ),
      skills: cv.skills.map(({ name, keywords }) => ({ name, keywords })),
      languages: cv.languages.map(({ language, fluency }) => defined({ language, fluency })),
      interests: cv.interests.map(({ name, keywords }) => ({ name, keywords })),
    }),
    meta: { version: 'v1.0.0', strata: { ...ownSections(cv), sources: sourcesByPointer(cv) } },
  };
}

/** JSON Resume has no place for sections of one's own, and its schema allows none beside its own. */
function ownSections({ extra }: PrintableCv): { sections?: { heading: string; highlights: string[] }[] } {
  if (extra.length === 0) return {};
  return { sections: extra.map(({ heading, bullets }) => ({ heading, highlights: texts(bullets) })) };
}

/** Like the printed CV, this file is handed around: street and postal code stay out. */
function printedLocation({ city, region, countryCode }: NonNullable<PrintableCv['basics']['location']>) {
  return defined({ city, region, countryCode });
}

function sections(all: Record<string, unknown[]>): Record<string, unknown[]> {
  return Object.fromEntries(Object.entries(all).filter(([, entries]) => entries.length > 0));
}

function texts(bullets: readonly { text: string }[]): string[] {
  return bullets.map(({ text }) => text);
}

function sourcesByPointer(cv: PrintableCv): Record<string, string[]> {
  const sources: Record<string, string[]> = {};
  if (cv.label !== undefined) sources['/basics/label'] = cv.label.sources;
  if (cv.summary.length > 0) sources['/basics/summary'] = unionOf(cv.summary);
  const entries = { work: cv.work, volunteer: cv.volunteer, projects: cv.projects };
  for (const [section, list] of Object.entries(entries)) {
    for (const [at, entry] of list.entries()) addEntry(sources, `/${section}/${at}`, entry);
  }
  const copied = { education: cv.education, certificates: cv.certificates, awards: cv.awards };
  const lists = { ...copied, publications: cv.publications, languages: cv.languages };
  for (const [section, list] of Object.entries(lists)) {
    for (const [at, { id }] of list.entries()) sources[`/${section}/${at}`] = [id];
  }
  for (const [section, groups] of Object.entries({ skills: cv.skills, interests: cv.interests })) {
    for (const [at, { sourceId }] of groups.entries()) sources[`/${section}/${at}`] = [sourceId];
  }
  for (const [at, { bullets }] of cv.extra.entries()) {
    for (const [number, bullet] of bullets.entries())
      sources[`/meta/strata/sections/${at}/highlights/${number}`] = bullet.sources;
  }
  return sources;
}

function addEntry(sources: Record<string, string[]>, pointer: string, entry: TailoredEntry): void {
  sources[pointer] = [entry.sourceId];
  for (const [at, bullet] of entry.bullets.entries()) {
    sources[`${pointer}/highlights/${at}`] = bullet.sources;
  }
}

function unionOf(wordings: readonly SourcedText[]): string[] {
  return [...new Set(wordings.flatMap(({ sources }) => sources))];
}
