import type { MasterCv } from '../../resume/resume.ts';
import { tokenize } from '../../text/words.ts';

/** ISO 639-1 codes; their English names come from CLDR. */
const codes =
  'af am ar as az be bg bn bo br bs ca co cs cy da de el en eo es et eu fa fi fo fr fy ga gd gl gu ha he hi hr ht hu hy id ig is it ja jv ka kk km kn ko ku ky lb lo lt lv mg mi mk ml mn mr ms mt my ne nl no ny oc or pa pl ps pt ro ru rw sd si sk sl sm sn so sq sr st su sv sw ta te tg th ti tk tl tn to tr tt ug uk ur uz vi wo xh yi yo zh zu';

const otherNames = [
  'Mandarin',
  'Cantonese',
  'Farsi',
  'Gaelic',
  'Valencian',
  'Flemish',
  'Tagalog',
  'BSL',
  'ASL',
];

let names: Set<string> | undefined;

export function loadLanguageNames(): void {
  names ??= readNames();
}

/** Human languages that a text names, in order. Names are capitalised, so that "polish the silver" has none. */
export function languagesIn(text: string): string[] {
  names ??= readNames();
  const known = names;
  return [...new Set(tokenize(text).flatMap(({ text: word }) => (known.has(word) ? [word] : [])))];
}

/** Languages that the CV claims, with the id that says so. */
export function languagesOf(cv: MasterCv): { language: string; id: string; quote: string }[] {
  return cv.languages.flatMap(({ id, language }) => {
    const [name] = languagesIn(language);
    return name === undefined ? [] : [{ language: name, id, quote: language }];
  });
}

function readNames(): Set<string> {
  const display = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });
  return new Set([...codes.split(' ').flatMap((code) => display.of(code) ?? []), ...otherNames]);
}
