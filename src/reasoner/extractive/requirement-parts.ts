import { splitSentences } from '../../text/sentences.ts';

/** Says how much something is wanted, not what: "Swedish is an asset", "Desirable: Power BI". */
const standing =
  /^\s*(?:desirable|bonus|ideally|preferably|optional|nice to have|a plus|essential|required|must[- ]haves?)\s*:\s*|[,;(–-]?\s*(?:\b(?:is|are|would be|will be)\s+|(?<=[,;(–-]\s*))(?:(?:an?|of|as an?)\s+)?(?:(?:clear|real|big|distinct|definite|strong|added|great|huge|good|nice)\s+)?(?:advantages?|plus|assets?|bonus|desirable|desired|preferred|beneficial|advantageous|helpful|useful|welcome|nice[- ]to[- ]have)\b\)?|\s(?:desirable|desired|preferred)(?=\s*[.)]|\s*$)/gi;

/** A requirement without the words that only say how much it is wanted. */
export function matchableText(requirement: string): string {
  const bare = requirement.replace(standing, '').trim();
  return bare === '' ? requirement : bare;
}

/** Opens a list of examples, any of which will do. */
const examples =
  /\s*[,(]?\s*(?:\b[Ss]uch as\b|\b[Ee]\.g\.,?|\b[Ff]or (?:example|instance),?|\blike (?=[A-Z])|\bor similar:?)\s*/;
const either = /\s*,?\s*(?:\band\/or\b|\bor\b|\s\/\s)\s*/i;
const listed = /\s*,\s*/;
const both = /\s*(?:,?\s\band\b|\s&|,)\s+/i;

/**
 * A requirement's parts, and of each part its alternatives: "R and Python; experience with HPC or cloud" asks
 * for R, for Python, and for HPC or the cloud. Every part is wanted, any alternative of it will do.
 */
export function partsOf(requirement: string): string[][] {
  return splitSentences(requirement)
    .flatMap((sentence) => sentence.split(/\s*;\s*/))
    .flatMap(partsOfClause)
    .filter((alternatives) => alternatives.length > 0);
}

function partsOfClause(clause: string): string[][] {
  const opened = examples.exec(clause);
  if (opened !== null) {
    const kind = clause.slice(0, opened.index);
    const named = clause.slice(opened.index + opened[0].length).replace(/\).*$/, '');
    // "tools such as Kafka" is answered by Kafka; "managing relationships, such as clients" not by clients.
    const names = named.split(either).flatMap((piece) => piece.split(listed));
    return [texts([kind, ...names.filter((name) => /[\p{Lu}\d]/u.test(name))])];
  }
  if (either.test(clause))
    return [texts(withSharedEnd(clause.split(either).flatMap((piece) => piece.split(listed))))];
  return clause.split(both).flatMap((part) => {
    const alternatives = texts([part]);
    return alternatives.length === 0 ? [] : [alternatives];
  });
}

/** "food or pharma manufacturing" means food manufacturing. */
function withSharedEnd(alternatives: readonly string[]): string[] {
  const words = alternatives.at(-1)?.trim().split(/\s+/) ?? [];
  const end = words.length === 2 ? words[1] : undefined;
  return alternatives.map((alternative, at) =>
    end !== undefined &&
    at < alternatives.length - 1 &&
    !/\s\S+\s\S+\s/.test(alternative) &&
    /^\p{Ll}/u.test(end)
      ? `${alternative} ${end}`
      : alternative,
  );
}

function texts(pieces: readonly string[]): string[] {
  return pieces.map((piece) => piece.replace(/^[\s(,]+|[\s),.]+$/g, '')).filter((piece) => piece !== '');
}
