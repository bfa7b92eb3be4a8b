import type { Credential, Education, Entry, MasterCv, SkillGroup } from './resume.ts';

/**
 * For every id of the CV the text that it stands for: a bullet's wording, a summary, and for an entry its own
 * fields (name, position, dates, place, keywords) without its bullets and summary, which have their own ids.
 */
export function citableText(cv: MasterCv): Map<string, string> {
  const texts = new Map<string, string>();
  const put = (id: string, ...parts: (string | undefined)[]) => {
    const text = parts.filter(Boolean).join(', ');
    if (text !== '') texts.set(id, text);
  };
  put('basics.label', cv.basics.label);
  put('basics.summary', cv.basics.summary);
  for (const entry of [...cv.work, ...cv.volunteer, ...cv.projects]) {
    put(entry.id, ...entryParts(entry));
    put(`${entry.id}.summary`, entry.summary);
    for (const bullet of entry.bullets) put(bullet.id, bullet.text);
  }
  for (const education of cv.education) {
    put(education.id, ...educationParts(education));
    for (const bullet of education.bullets) put(bullet.id, bullet.text);
  }
  for (const credential of [...cv.certificates, ...cv.awards, ...cv.publications]) {
    put(credential.id, ...credentialParts(credential));
  }
  for (const group of [...cv.skills, ...cv.interests]) put(group.id, ...groupParts(group));
  for (const { id, language, fluency } of cv.languages) put(id, language, fluency);
  for (const { id, name, reference } of cv.references) put(id, name, reference);
  for (const section of cv.extra) {
    put(section.id, section.heading);
    for (const bullet of section.bullets) put(bullet.id, bullet.text);
  }
  return texts;
}

/** Everything that a CV could print, contact details included, in the order of the master CV, by lines. */
export function allText(cv: MasterCv): string {
  const { name, email, phone, url, location, profiles } = cv.basics;
  const contact = [name, email, phone, url, ...Object.values(location ?? {})];
  const pages = profiles.flatMap(({ network, username, url: page }) => [network, username, page]);
  return [...contact, ...pages, ...citableText(cv).values()].filter(Boolean).join('\n');
}

function entryParts(entry: Entry): (string | undefined)[] {
  const { name, position, location, description, startDate, endDate, url, keywords } = entry;
  return [position, name, description, location, startDate, endDate, url, ...keywords];
}

function educationParts(education: Education): (string | undefined)[] {
  const { institution, area, studyType, location, startDate, endDate, score, url, courses } = education;
  return [studyType, area, institution, location, startDate, endDate, score, url, ...courses];
}

function credentialParts({ name, issuer, date, summary, url }: Credential): (string | undefined)[] {
  return [name, issuer, date, summary, url];
}

function groupParts({ name, level, keywords }: SkillGroup): (string | undefined)[] {
  return [name, level, ...keywords];
}
