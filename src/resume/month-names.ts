/** Months as CVs write them in English, German, French, Spanish, Italian, Polish and Dutch, January first. */
const names = [
  'january|jan|januar|jänner|janvier|janv|enero|ene|gennaio|gen|styczeń|stycznia|januari',
  'february|feb|februar|février|févr|fév|febrero|febbraio|luty|lutego|februari',
  'march|mar|märz|mär|mrz|mars|marzo|marzec|marca|maart|mrt',
  'april|apr|avril|avr|abril|abr|aprile|kwiecień|kwietnia',
  'may|mai|mayo|maggio|mag|maj|maja|mei',
  'june|jun|juni|juin|junio|giugno|giu|czerwiec|czerwca',
  'july|jul|juli|juillet|juil|julio|luglio|lug|lipiec|lipca',
  'august|aug|août|agosto|ago|sierpień|sierpnia|augustus',
  'september|sept|sep|septembre|septiembre|settembre|set|wrzesień|września',
  'october|oct|oktober|okt|octobre|octubre|ottobre|ott|październik|października',
  'november|nov|novembre|noviembre|listopad|listopada',
  'december|dec|dezember|dez|décembre|déc|diciembre|dic|dicembre|grudzień|grudnia',
];

const numbers = new Map(
  names.flatMap((month, index) => month.split('|').map((name) => [name, index + 1] as const)),
);

/** Longest first, so that "sept" is not read as "sep" and a stray letter. */
export const monthPattern = `(?:${[...numbers.keys()].toSorted((one, other) => other.length - one.length).join('|')})(?!\\p{L})\\.?`;

/** The month's number from 1, by its name in lower case. */
export function monthNamed(name: string): number | undefined {
  return numbers.get(name);
}

/** Words for "until now" in the same languages. */
export const presentPattern =
  "(?:the present|present|now|current(?:ly)?|today|ongoing|to date|date|heute|jetzt|laufend|aktuell|gegenwärtig|ce jour|aujourd['’]hui|présent|maintenant|(?:la )?actualidad|(?:el )?presente|hoy|actualmente|oggi|(?:in )?corso|attuale|obecnie|(?:dziś|dzisiaj|teraz)|nu|heden|idag|i dag|dags dato|nykyinen|nyt)";
