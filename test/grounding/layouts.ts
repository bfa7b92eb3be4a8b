import type { Education, Entry, MasterCv } from '../../src/resume/resume.ts';

const months = 'January February March April May June July August September October November December'.split(
  ' ',
);

/** `2022-05` as `May 2022`. */
function named(date = ''): string {
  const [year = '', month] = date.split('-');
  return month === undefined ? year : `${months[Number(month) - 1]} ${year}`;
}

/** `2022-05` as `05/2022`. */
function numeric(date = ''): string {
  const [year = '', month] = date.split('-');
  return month === undefined ? year : `${month}/${year}`;
}

function yearOf(date = ''): string {
  return date.slice(0, 4);
}

function wrapped(text: string, width: number, indent: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && last.length + word.length >= width) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.join(`\n${indent}`);
}

function studies(
  cv: MasterCv,
  date: (text?: string) => string,
  entry: (study: Education, span: string) => string,
) {
  return cv.education
    .map((study) => entry(study, `${date(study.startDate)} - ${date(study.endDate)}`))
    .join('\n\n');
}

function degree({ studyType, area }: Education, joint: string): string {
  return [studyType, area].filter(Boolean).join(joint);
}

function bulletsOf(entry: Entry, mark: string, width = Number.POSITIVE_INFINITY): string {
  return entry.bullets.map(({ text }) => `${mark} ${wrapped(text, width, '    ')}`).join('\n');
}

/** Ways in which people lay out the same CV. */
export const layouts: Record<string, (cv: MasterCv) => string> = {
  'bold employers, italic titles, numeric dates': (cv) => {
    const role = (entry: Entry) =>
      `**${entry.name}**${entry.location ? ` — ${entry.location}` : ''}  \n*${entry.position}* (${numeric(entry.startDate)} – ${entry.endDate ? numeric(entry.endDate) : 'now'})\n\n${bulletsOf(entry, '*')}\n`;
    const skills = cv.skills.map(({ name, keywords }) => `**${name}**: ${keywords.join(' · ')}`).join('  \n');
    const education = studies(
      cv,
      yearOf,
      (study, span) => `${degree(study, ' in ')}\n${study.institution}, ${span}`,
    );
    return `# ${cv.basics.name}\n\n${cv.basics.label ?? ''}\n\n## Professional Experience\n\n${cv.work.map(role).join('\n')}\n## Education\n\n${education}\n\n## Technical Skills\n\n${skills}\n`;
  },
  'plain text, "title at employer", wrapped bullets': (cv) => {
    const role = (entry: Entry) =>
      `${entry.position} at ${entry.name} (${named(entry.startDate)} to ${entry.endDate ? named(entry.endDate) : 'present'})\n${bulletsOf(entry, '  -', 70)}`;
    const languages = cv.languages.map(({ language, fluency }) =>
      fluency ? `${language}: ${fluency}` : language,
    );
    const education = studies(
      cv,
      named,
      (study, span) => `${degree(study, ' in ')}\n${study.institution}, ${span}`,
    );
    return `${cv.basics.name}\n${cv.basics.email ?? ''} | ${cv.basics.phone ?? ''}\n\nWORK EXPERIENCE\n\n${cv.work.map(role).join('\n\n')}\n\nSKILLS\n${cv.skills.flatMap(({ keywords }) => keywords).join(', ')}\n\nLANGUAGES\n${languages.join('; ')}\n\nEDUCATION\n${education}\n`;
  },
  'employer and dates on a tab, wrapped description': (cv) => {
    const role = (entry: Entry) =>
      `${entry.name}\t${named(entry.startDate)} – ${entry.endDate ? named(entry.endDate) : 'Present'}\n${entry.position}\n${wrapped(entry.summary ?? '', 80, '')}\n${bulletsOf(entry, '•', 76)}`;
    const certificates = cv.certificates.map(
      ({ name, issuer, date }) => `${name}\n${issuer ?? ''}, ${named(date)}`,
    );
    return `${cv.basics.name}\n\nExperience\n\n${cv.work.map(role).join('\n\n')}\n\nCertifications\n${certificates.join('\n')}\n`;
  },
  'one heading line, descriptions, numbered achievements': (cv) => {
    const role = (entry: Entry) =>
      `### ${entry.position} | ${entry.name} | ${yearOf(entry.startDate)}–${yearOf(entry.endDate)}\n${entry.description ?? ''}\n\n${entry.summary ?? ''}\n\nKey achievements:\n${bulletsOf(entry, '1.')}`;
    const publications = cv.publications.map(
      ({ name, issuer, date }) => `- ${issuer ?? ''}: ${name} (${yearOf(date)})`,
    );
    const awards = cv.awards.map(({ name, issuer, date }) => `- ${yearOf(date)} ${name} (${issuer ?? ''})`);
    return `# ${cv.basics.name}\n## Employment History\n${cv.work.map(role).join('\n')}\n## Publications\n${publications.join('\n')}\n## Awards\n${awards.join('\n')}`;
  },
  'everything as nested lists': (cv) => {
    const role = (entry: Entry) =>
      `- ${entry.position}, ${entry.name}, ${numeric(entry.startDate)} - ${entry.endDate ? numeric(entry.endDate) : 'Present'}\n${bulletsOf(entry, '  -')}`;
    const education = cv.education.map(
      (study) =>
        `- ${degree(study, ', ')}, ${study.institution} (${yearOf(study.startDate)}-${yearOf(study.endDate)})`,
    );
    return `# ${cv.basics.name}\n\n# Experience\n${cv.work.map(role).join('\n')}\n\n# Education\n${education.join('\n')}`;
  },
  'names in capitals': (cv) => {
    const role = (entry: Entry) =>
      `${entry.name.toUpperCase()}, ${entry.location ?? ''}\n${entry.position}, ${named(entry.startDate)} - ${entry.endDate ? named(entry.endDate) : 'Current'}\n${bulletsOf(entry, '-')}`;
    return `${cv.basics.name.toUpperCase()}\n${(cv.basics.label ?? '').toUpperCase()}\n\nPROFESSIONAL SUMMARY\n${wrapped(cv.basics.summary ?? '', 80, '')}\n\nEXPERIENCE\n${cv.work.map(role).join('\n\n')}`;
  },
};
