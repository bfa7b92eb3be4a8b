import type { Credential, Education, Entry, MasterCv } from '../resume/resume.ts';
import type { CvBlock, CvSection } from './cv-block.ts';

/**
 * The claims of a CV that was read as data (JSON Resume, YAML), in the order of `MasterCv`. Lines are found by
 * searching the file for each value.
 */
export function masterBlocks(cv: MasterCv, file: string): CvBlock[] {
  const blocks: CvBlock[] = [];
  const finder = lineFinder(file);
  let entryBegins = false;
  const put = (section: CvSection, role: CvBlock['role'], text: string | undefined, anchor = text) => {
    if (text === undefined || text === '') return;
    const line = finder(anchor ?? text);
    blocks.push({ section, role, text, lineAt: () => line, ...(entryBegins ? { startsEntry: true } : {}) });
    entryBegins = false;
  };
  const span = (section: CvSection, item: { startDate?: string; endDate?: string }, whenOpen: string) => {
    const { startDate, endDate } = item;
    if (startDate === undefined && endDate === undefined) return;
    const text = [startDate, endDate ?? whenOpen]
      .filter((date) => date !== undefined && date !== '')
      .join(' – ');
    put(section, 'header', text, startDate ?? endDate);
  };
  const putEntry = (section: CvSection, entry: Entry) => {
    entryBegins = true;
    put(section, 'header', entry.position);
    put(section, 'header', entry.name);
    span(section, entry, 'Present');
    put(section, 'header', entry.location);
    put(section, 'prose', entry.description);
    put(section, 'prose', entry.summary);
    for (const keyword of entry.keywords) put(section, 'item', keyword);
    for (const bullet of entry.bullets) put(section, 'item', bullet.text);
  };
  const putEducation = (education: Education) => {
    entryBegins = true;
    put(
      'education',
      'header',
      [education.studyType, education.area].filter(Boolean).join(', '),
      education.studyType,
    );
    put('education', 'header', education.institution);
    span('education', education, '');
    put('education', 'header', education.location);
    put('education', 'header', education.score);
    for (const course of education.courses) put('education', 'item', course);
    for (const bullet of education.bullets) put('education', 'item', bullet.text);
  };
  const putCredential = (section: CvSection, { name, issuer, date, summary }: Credential) => {
    put(section, 'item', [name, issuer, date, summary].filter(Boolean).join(', '), name);
  };
  const { label, email, phone, url, location, profiles } = cv.basics;
  put('top', 'prose', label);
  for (const contact of [email, phone, url]) put('top', 'prose', contact);
  for (const { url: page, network, username } of profiles)
    put('top', 'prose', page ?? [network, username].filter(Boolean).join(' '));
  for (const place of [location?.city, location?.region]) put('top', 'prose', place);
  put('summary', 'prose', cv.basics.summary);
  for (const entry of cv.work) putEntry('work', entry);
  for (const entry of cv.volunteer) putEntry('volunteer', entry);
  for (const entry of cv.projects) putEntry('projects', entry);
  for (const education of cv.education) putEducation(education);
  for (const credential of cv.certificates) putCredential('certificates', credential);
  for (const credential of cv.awards) putCredential('awards', credential);
  for (const credential of cv.publications) putCredential('publications', credential);
  for (const { name, keywords } of cv.skills) {
    put('skills', 'item', name);
    for (const keyword of keywords) put('skills', 'item', keyword);
  }
  for (const { language, fluency } of cv.languages) {
    put('languages', 'item', fluency === undefined ? language : `${language} (${fluency})`, language);
  }
  for (const { name, keywords } of cv.interests)
    put('interests', 'item', [name, ...keywords].join(', '), name);
  for (const { name, reference } of cv.references)
    put('other', 'prose', [name, reference].filter(Boolean).join(': '), name);
  for (const { heading, bullets } of cv.extra) {
    put('other', 'item', heading);
    for (const bullet of bullets) put('other', 'item', bullet.text);
  }
  return blocks;
}

/**
 * Finds the line of a value: the first one after the last value found, else the first in the file, else 1. A
 * value that the reader joined or unwrapped is found by its first words.
 */
function lineFinder(file: string): (value: string) => number {
  let from = 0;
  return (value) => {
    const words = value.split(/\s+/u);
    const written = [JSON.stringify(value), value, ...[6, 3].map((count) => words.slice(0, count).join(' '))];
    for (const start of [from, 0]) {
      for (const text of written) {
        const at = file.indexOf(text, start);
        if (at < 0) continue;
        from = at;
        return file.slice(0, at).split('\n').length;
      }
    }
    return 1;
  };
}
