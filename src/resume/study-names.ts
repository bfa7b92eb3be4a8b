const school =
  /(?<!\p{L})(?:universit|college|school|institut|academy|acad[ée]mie|polytechnic|politechnika|hochschule|lyc[ée]e|gymnasium|facult|szko[łl]|skole|schule|liceum|seminary|conservatoire|bootcamp|[ée]cole|escuela|escola|scuola|istitut|universidad|uniwersytet|opleiding)|(?:schule|universität|universiteit|hogeschool)(?!\p{L})/iu;

const degree =
  /^(?:bachelor|master|doctor|doctorate|associate|(?:national |advanced |higher |postgraduate |graduate )?(?:diploma|certificate)|foundation degree|licence|licenciatura|laurea|licencjat|magister|diplom|staatsexamen|b\.?\s?(?:a|sc|eng|s|ed|com|tech)\b|m\.?\s?(?:a|sc|eng|s|ed|ba|phil|res)\b|ll\.?[bm]\b|ph\.?\s?d\b|pgce|pgdip|mba|hnd|hnc|btec|nvq|a[- ]levels?|gcses?)/iu;

const bareDegree =
  /^(?:(?:bachelor|master|doctor|associate|diploma|certificate)(?:(?:['’]s)?(?: degree)?| of [\p{L}]+(?: (?:and|&) [\p{L}]+)?)|b\.?\s?(?:a|sc|eng|s|ed|com)\.?|m\.?\s?(?:a|sc|eng|s|ed|ba)\.?|ph\.?d\.?|mba)(?:\s*\([^)]*\))?$/iu;

export interface StudyNames {
  institution?: string;
  studyType?: string;
  area?: string;
  location?: string;
}

/** The part that names a school is the institution; of the others the first is the degree. */
export function studyNames(parts: readonly string[]): StudyNames {
  const institution = institutionAmong(parts);
  if (institution === undefined) return {};
  const index = parts.indexOf(institution);
  const [award, ...subjects] = index === 0 ? parts.slice(1, 2) : parts.slice(0, index);
  const places = index === 0 ? parts.slice(2) : parts.slice(index + 1);
  const location = places.length === 0 ? {} : { location: places.join(', ') };
  if (award === undefined) return { institution, ...location };
  // "BSc in Nursing" names a subject; "Mentorship in Practice" is one title.
  const inArea = degree.test(award) ? /^(.*?\S)\s+in\s+(\S.*)$/u.exec(award) : null;
  const area = [inArea?.[2], ...subjects].filter((part) => part !== undefined).join(', ');
  return { institution, studyType: inArea?.[1] ?? award, ...(area === '' ? {} : { area }), ...location };
}

function institutionAmong(parts: readonly string[]): string | undefined {
  const named = parts.find((part) => school.test(part));
  if (named !== undefined) return named;
  const [first, second, third] = parts;
  // "Master of Engineering, Computer Science, X": a bare degree is followed by its subject.
  if (third !== undefined && bareDegree.test(first ?? '')) return third;
  if (second !== undefined && degree.test(second) && !degree.test(first ?? '')) return first;
  return second ?? first;
}
