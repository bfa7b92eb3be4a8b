/** Names of a posting's facts, as job boards label them. Only glued ones are looked for here. */
const factLabel =
  '(?:Location|Locations|Contract|Contract type|Employment type|Job type|Type|Team|Department|Posted|Posted on|' +
  'Date posted|Reference|Job ID|Salary|Pay|Hours|Schedule|Seniority|Level|Experience level|Category|Industry|' +
  'Closing date|Deadline|Apply by|Start date|Starts|Workplace|Work mode|Company|Employer|Function|Duration)';

const gluedLabel = new RegExp(String.raw`(?<=^|[\p{Ll}\p{N})%.])(${factLabel})(?=[\p{Lu}\p{N}€£$])`, 'gu');
const looseLabel = new RegExp(String.raw`(?<=[\p{Ll}\p{N})%.])(${factLabel}) (?=[\p{Lu}\p{N}€£$])`, 'gu');

/** Words with which sections begin, so that a heading glued after one can be told from a name like JavaScript. */
const sectionWord =
  /^(?:Requirements|Responsibilities|Qualifications|Benefits|Perks|Duties|Tasks|Overview|Description|Summary|Skills|Experience|Education|Salary|Location|About|Profile|Mission|Offer|Role|Position|Company|Team|Process|Contact)$/;

/**
 * Parts a heading into the lines that a page showed above each other and scraping glued together: "About the
 * teamThe connectors team". Only words that begin in lower case and grow a capital are parted, and those after
 * a common section word, so that names such as JavaScript, GitHub, iDEAL or McDonald stay whole.
 */
export function splitGluedHeading(heading: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (const { index } of heading.matchAll(/(?<=[\p{Ll})?!])(?=\p{Lu}\p{Ll}|\p{Lu}\s)/gu)) {
    const before = /[\p{L}\p{M}'’-]+$/u.exec(heading.slice(start, index))?.[0] ?? '';
    const isPunctuated = /[)?!]$/.test(heading.slice(0, index));
    const isPlainWord = /^\p{Ll}{2,}$/u.test(before) || /^\p{Ll}+['’-]\p{Ll}+$/u.test(before);
    if (isPunctuated || isPlainWord || sectionWord.test(before)) {
      parts.push(heading.slice(start, index).trim());
      start = index;
    }
  }
  parts.push(heading.slice(start).trim());
  return parts.filter((part) => part !== '');
}

/**
 * Parts a line of facts: "LocationAarhus, hybridContractPermanent" gives "Location: Aarhus, hybrid" and
 * "Contract: Permanent". Undefined when the line is none: it must begin with a label and hold a second one.
 */
export function splitGluedFacts(line: string): string[] | undefined {
  if (/[.!?]\s+\p{Lu}/u.test(line) || line.length > 400) return undefined;
  const labels = [...line.matchAll(gluedLabel), ...line.matchAll(looseLabel)].sort(
    (a, b) => a.index - b.index,
  );
  if (labels.length < 2 || labels[0]?.index !== 0) return undefined;
  return labels.map((label, position) => {
    const end = labels[position + 1]?.index ?? line.length;
    const value = line.slice(label.index + (label[1]?.length ?? 0), end).trim();
    return `${label[1]}: ${value}`;
  });
}

/** Parts a line at every place where a lower-case letter meets a capital; only for lines known to be chrome. */
export function splitAtCapitals(line: string): string[] {
  return line
    .split(/(?<=[\p{Ll})])(?=\p{Lu})|\s+[|·•/]\s+|\s{2,}|\t/u)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** Parts the words for terms and places of work that scraping glued to a line: "AugsburgFull-timeHybrid". */
export function partGluedTerms(line: string): string {
  return line.replaceAll(
    /(?<=[\p{Ll})])(?=(?:(?:Full|Part)[- ]?[Tt]ime|Permanent|Temporary|Fixed[- ][Tt]erm|Freelance|Hybrid|Remote|On-?site)(?![\p{Ll}]))/gu,
    ' · ',
  );
}

const smallWord = /^(\p{L}{3,}?)(of|and|for|in|to|the|de|der|für|und)$/u;

/**
 * Parts a title of one word where every part is an everyday word: "HeadofAccounting".
 * @param isWord whether everyday language knows a word
 */
export function partGluedTitle(title: string, isWord: (word: string) => boolean): string {
  if (/\s/.test(title) || title.length < 10) return title;
  const parts = title.split(/(?<=\p{Ll})(?=\p{Lu})/u).flatMap((part) => {
    const [, word = '', small = ''] = smallWord.exec(part) ?? [];
    return !isWord(part) && isWord(word) ? [word, small] : [part];
  });
  return parts.length > 1 && parts.every(isWord) ? parts.join(' ') : title;
}
