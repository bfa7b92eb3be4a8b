/** Words that make a title, a degree or an award a lesser one; forms that say the same share a line. */
const qualifiers: RegExp[] = [
  /\bshort-?listed\b/iu,
  /\b(?:semi-?)?finalists?\b/iu,
  /\brunners?[- ]up\b/iu,
  /\b(?:nominat(?:ed|ion)|nominee)\b/iu,
  /\b(?:highly commended|honou?rable mention)\b/iu,
  /\b(?:expected|predicted|anticipated|pending|provisional|in progress|ongoing|incomplete|unfinished|not completed|withdr[ae]wn?)\b/iu,
  /\bpart[- ]time\b/iu,
  /\b(?:honorary|hon\. )\b/iu,
  /\b(?:acting|interim)\b/iu,
  /\b(?:deputy|vice)\b/iu,
  /\b(?:assistant|asst)\b/iu,
  /\bassociate\b/iu,
  /\b(?:trainee|apprentice|student|intern|internship)\b/iu,
  /\b(?:lapsed|expired|revoked|suspended)\b/iu,
  /\bvisiting\b/iu,
];

/** The first qualifying word of a known text that a claim leaves out, or undefined. */
export function missingQualifier(known: string, claim: string): string | undefined {
  for (const pattern of qualifiers) {
    const word = pattern.exec(known)?.[0];
    if (word !== undefined && !pattern.test(claim)) return word;
  }
  return undefined;
}

/** Ranks that, put before a title, make it a lower one. */
const lowering =
  /^(?:acting|interim|deputy|vice|assistant|associate|sous|trainee|student|apprentice|honorary|aspiring|visiting)$/u;

export function lowersTitle(word: string): boolean {
  return lowering.test(word);
}
