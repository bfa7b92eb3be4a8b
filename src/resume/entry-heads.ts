import { findDateSpan } from './dates.ts';

/** What a heading such as "Staff nurse, St Ann's Hospital — 2019–2022" and the lines under it say. */
export interface EntryHead {
  /** The line as it stands, dates taken away. */
  rest: string;
  /** Its parts in the order written. */
  parts: string[];
  startDate?: string;
  endDate?: string;
}

const roleWord =
  /\b(?:engineer|developer|manager|management|nurse|teacher|assistant|analyst|designer|officer|director|lead|leader|head|chief|specialist|consultant|technician|administrator|coordinator|architect|scientist|accountant|chef|cook|welder|electrician|plumber|carpenter|joiner|driver|mechanic|operator|supervisor|clerk|cashier|receptionist|lawyer|solicitor|attorney|paralegal|doctor|physician|registrar|surgeon|dentist|pharmacist|therapist|midwife|carer|caregiver|worker|editor|writer|journalist|librarian|lecturer|professor|researcher|tutor|trainer|instructor|coach|pilot|fitter|machinist|baker|butcher|barista|waiter|waitress|bartender|cleaner|gardener|farmer|labourer|laborer|foreman|surveyor|planner|buyer|merchandiser|representative|advisor|adviser|agent|broker|auditor|controller|bookkeeper|treasurer|secretary|executive|associate|intern|internship|apprentice|trainee|partner|owner|founder|co-founder|cto|ceo|cfo|coo|vp|president|guard|firefighter|paramedic|inspector|tester|programmer|volunteer|member|freelance|freelancer|contractor|deputy|principal|master|mate|captain|sous|commis|staff|senior|junior|fellow|student|mentor|organi[sz]er|trustee|governor|chair|treasurer)s?\b/i;

const companyEnding =
  /^(?:inc|ltd|llc|llp|plc|gmbh|ag|kg|bv|b\.v|nv|sa|s\.a|sl|sarl|srl|spa|oy|ab|as|a\/s|co|corp|pty|pvt|limited|sp\. z o\.o)\.?$/i;

const school =
  /\b(?:universit|college|school|institut|academy|acad[ée]mie|polytechnic|politechnika|hochschule|lyc[ée]e|gymnasium|facult|szko[łl]|skole|schule|liceum|seminary|conservatoire|bootcamp|[ée]cole|escuela|universidad|uniwersytet)/i;

export interface HeadOptions {
  /** Whether a rest without other separators is parted at its commas; it is by default. */
  atCommas?: boolean;
  /** Whether "at" and "@" part a role from its employer; they do not by default. */
  atWords?: boolean;
}

/** Reads a line of a head: takes the dates out and parts the rest where people put separators. */
export function readHead(line: string, options: HeadOptions = {}): EntryHead {
  const span = lastSpan(line);
  const cut = span === undefined ? line : `${line.slice(0, span.start)}\uE000${line.slice(span.end)}`;
  const rest = cut
    .replaceAll(/[([]\s*\uE000\s*[)\]]/gu, '\uE000')
    .replaceAll(/\s*[,|·•‖–—-]?\s*\uE000\s*[,|·•‖–—-]?\s*/gu, (gap, at: number) =>
      at === 0 ? '' : gap.includes(',') ? ', ' : ' | ',
    );
  const written = trimmed(rest);
  const separators = options.atWords
    ? /\s*[|·•‖]\s*|\s+(?:—|–|-|@|at)\s+|\s{3,}|\t/u
    : /\s*[|·•‖]\s*|\s+(?:—|–|-)\s+|\s{3,}|\t/u;
  const strong = written
    .split(separators)
    .map(trimmed)
    .filter((part) => part !== '');
  const parts = strong.length === 1 && (options.atCommas ?? true) ? splitAtCommas(strong[0] ?? '') : strong;
  if (span === undefined) return { rest: written, parts };
  const endDate = span.endDate ?? (span.isOpen ? undefined : span.startDate);
  return {
    rest: written,
    parts,
    ...(span.startDate === undefined ? {} : { startDate: span.startDate }),
    ...(endDate === undefined ? {} : { endDate }),
  };
}

/** Dates come last in a head; a year before them belongs to a name ("Expo 2020, 2019–2021"). */
function lastSpan(line: string): ReturnType<typeof findDateSpan> {
  let found: ReturnType<typeof findDateSpan>;
  let offset = 0;
  for (;;) {
    const next = findDateSpan(line.slice(offset));
    if (next === undefined) return found;
    found = { ...next, start: next.start + offset, end: next.end + offset };
    offset = found.end;
  }
}

/** "Acme, Inc." and what stands in brackets stay whole. */
export function splitAtCommas(text: string): string[] {
  const parts: string[] = [];
  for (const part of text.split(/\s*,(?![^(]*\))\s*/u)) {
    if (companyEnding.test(part) && parts.length > 0) parts[parts.length - 1] += `, ${part}`;
    else if (part !== '') parts.push(part);
  }
  return parts;
}

function trimmed(part: string): string {
  return part.replace(/^[\s,;:|–—-]+|[\s,;:|–—-]+$/gu, '').trim();
}

const bareDegree =
  /^(?:(?:bachelor|master|doctor|associate|diploma|certificate)(?:(?:['’]s)?(?: degree)?| of [\p{L}]+(?: (?:and|&) [\p{L}]+)?)|b\.?\s?(?:a|sc|eng|s|ed|com)\.?|m\.?\s?(?:a|sc|eng|s|ed|ba)\.?|ph\.?d\.?|mba)(?:\s*\([^)]*\))?$/iu;

/** Whether a piece reads like a title that somebody holds. */
export function namesRole(piece: string): boolean {
  return roleWord.test(piece);
}

export interface RoleNames {
  name?: string;
  position?: string;
  location?: string;
}

/**
 * Tells the parts of a head apart: the part with a word for a role is the title held, the next the employer,
 * what is left the place. Without such a word, the usual order holds: title, employer, place.
 */
export function roleNames(parts: readonly string[], hasPlaceBelow: boolean): RoleNames {
  const [first, second, ...others] = parts;
  if (first === undefined) return {};
  if (second === undefined) return roleWord.test(first) ? { position: first } : { name: first };
  if (hasPlaceBelow && others.length > 0 && roleWord.test(first)) {
    return { position: parts.slice(0, -1).join(', '), name: parts.at(-1) ?? second };
  }
  const place = others.length === 0 ? {} : { location: others.join(', ') };
  const isSwapped = !roleWord.test(first) && roleWord.test(second);
  return isSwapped
    ? { name: first, position: second, ...place }
    : { position: first, name: second, ...place };
}

export interface StudyNames {
  institution?: string;
  studyType?: string;
  area?: string;
  location?: string;
}

/** The part that names a school is the institution; of the others the first is the degree. */
export function studyNames(parts: readonly string[]): StudyNames {
  const schoolAt = parts.findIndex((part) => school.test(part));
  // "Master of Engineering, Computer Science, X": a bare degree is followed by its subject.
  const fallback = parts.length >= 3 && bareDegree.test(parts[0] ?? '') ? parts[2] : (parts[1] ?? parts[0]);
  const institution = parts[schoolAt] ?? fallback;
  if (institution === undefined) return {};
  const index = parts.indexOf(institution);
  const [degree, ...subjects] = index === 0 ? parts.slice(1, 2) : parts.slice(0, index);
  const places = index === 0 ? parts.slice(2) : parts.slice(index + 1);
  const location = places.length === 0 ? {} : { location: places.join(', ') };
  if (degree === undefined) return { institution, ...location };
  const inArea = /^(.*?\S)\s+in\s+(\S.*)$/u.exec(degree);
  const area = [inArea?.[2], ...subjects].filter((part) => part !== undefined).join(', ');
  return { institution, studyType: inArea?.[1] ?? degree, ...(area === '' ? {} : { area }), ...location };
}
