import type { NamedPerson, Wording } from './choose-wording.ts';
import type { JsonSchema } from './json-schema.ts';
import { type CitableItem, sentencesOf } from './material.ts';

/** Which field a text is for. */
export interface TextPlace {
  name: string;
  path: readonly string[];
  cited?: CitableItem | undefined;
  /** The sentence that the object round it quotes. */
  quoted?: string | undefined;
  person?: NamedPerson | undefined;
}

const formats: Record<string, string> = {
  date: '2026-01-15',
  'date-time': '2026-01-15T09:00:00Z',
  time: '09:00:00Z',
  email: 'someone@example.com',
  uri: 'https://www.example.com/',
  url: 'https://www.example.com/',
  uuid: '00000000-0000-4000-8000-000000000000',
};

/** Wording for a field, by its format, its name and the words that its description asks for. */
export function textFor(schema: JsonSchema, place: TextPlace, wording: Wording): string {
  const format = schema.format === undefined ? undefined : formats[schema.format];
  if (format !== undefined) return format;
  const text = fit(byName(schema, place, wording), schema);
  return schema.pattern === undefined ? text : matching(schema.pattern, text, place, wording);
}

function byName(schema: JsonSchema, place: TextPlace, wording: Wording): string {
  const { name, path, cited, quoted, person } = place;
  if (person !== undefined) return ofPerson(name, person);
  if (quoted !== undefined && /^(?:text|quote|excerpt|summary|description|reason)$/i.test(name))
    return quoted;
  const asked = wordsAsked(schema.description ?? '');
  if (/quote|excerpt|verbatim|evidence/i.test(name)) {
    if (cited !== undefined) return sentencesOf(cited.text)[0] ?? cited.text;
    return wording.sentence(path.join(' '));
  }
  if (/subject/i.test(name)) return subject(wording);
  // An address nobody gave stays empty; what is called an e-mail elsewhere is a letter.
  if (/^e-?mail$/i.test(name) && /people|contacts?|persons?/i.test(path.join(' '))) return '';
  if (/^body$|email|letter/i.test(name)) return letter(wording, asked ?? { least: 100, most: 190 });
  if (/note|linkedin/i.test(name))
    return clip(wording.next('note', wording.items('sources'))?.text ?? wording.sentence('cv note'), 190);
  if (/rationale|reasoning|assessment|justification/i.test(name)) {
    return wording.prose(asked?.least ?? 40, asked?.most ?? 120);
  }
  if (/company|employer|organi[sz]ation/i.test(name) && !/fact|text/i.test(name)) return wording.name();
  if (/^(?:title|role|position|label|headline|team)$/i.test(name)) return wording.title();
  if (name === 'name' && path.length === 1) return wording.name();
  if (name === 'name') return cited?.text ?? `Hiring manager, ${wording.name()}`;
  if (/keyword|skill|term|form|technolog/i.test(path.slice(-2).join(' '))) return wording.term();
  if (cited !== undefined)
    return /summary|sentences|paragraphs/i.test(path.join(' ')) ? stopped(cited.text) : cited.text;
  if (asked !== undefined) return wording.prose(asked.least, asked.most);
  return wording.sentence(path.join(' '));
}

function ofPerson(name: string, { name: person, sentence }: NamedPerson): string {
  if (/^name$/i.test(name)) return person;
  if (/^(?:role|title|position)$/i.test(name)) {
    return (
      new RegExp(`${person},? (?:who )?((?:leads|heads|manages|is head of)[^,.;]*)`, 'u').exec(
        sentence,
      )?.[1] ?? ''
    );
  }
  return /^e-?mail$/i.test(name) ? (/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/.exec(sentence)?.[0] ?? '') : sentence;
}

function stopped(sentence: string): string {
  return /[.!?…]$/.test(sentence) ? sentence : `${sentence}.`;
}

function subject(wording: Wording): string {
  const words = `Application for the post of ${wording.title()}`.split(/\s+/);
  return words
    .slice(0, 9)
    .join(' ')
    .replace(/[,;:–-]$/, '');
}

function letter(wording: Wording, { least, most }: { least: number; most: number }): string {
  const opening = `I am writing about the post of ${wording.title()}.`;
  const closing = 'I would be glad to talk about it.';
  const around = `${opening} ${closing}`.split(/\s+/).length;
  return [opening, wording.prose(least - around + 5, most - around), closing].join('\n\n');
}

/** "95–205 words", "at least 30 words", "at most 12 words". */
function wordsAsked(description: string): { least: number; most: number } | undefined {
  const range = /(\d+)\s*(?:[-–]|to|and)\s*(\d+)\s+words/i.exec(description);
  if (range !== null) return { least: Number(range[1]), most: Number(range[2]) };
  const least = /(?:at least|minimum of|min\.?)\s+(\d+)\s+words/i.exec(description);
  if (least !== null) return { least: Number(least[1]), most: Number(least[1]) * 3 };
  const most = /(?:at most|up to|maximum of|max\.?)\s+(\d+)\s+words/i.exec(description);
  return most === null ? undefined : { least: Math.ceil(Number(most[1]) / 2), most: Number(most[1]) };
}

function fit(text: string, { minLength = 0, maxLength }: JsonSchema): string {
  let fitting = text;
  while (fitting.length < minLength) fitting = `${fitting} ${text || 'text'}`;
  return maxLength === undefined ? fitting : clip(fitting, maxLength);
}

/** Cut at a word's end. */
function clip(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, most + 1);
  const end = cut.lastIndexOf(' ');
  return end > 0 ? cut.slice(0, end) : text.slice(0, most);
}

/** The first of what the material offers that suits the pattern; `text` where nothing does. */
function matching(pattern: string, text: string, { path }: TextPlace, wording: Wording): string {
  let suits: RegExp;
  try {
    suits = new RegExp(pattern, 'u');
  } catch {
    return text;
  }
  const offered = [
    text,
    ...wording.items(path.join('.')).map(({ id }) => id),
    ...Object.values(formats),
    'a',
    'a1',
    '1',
    '0',
  ];
  return offered.find((candidate) => suits.test(candidate)) ?? text;
}
