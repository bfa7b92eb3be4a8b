import { splitSentences } from './sentences.ts';

const papers =
  '(?:cvs?|r[eé]sum[eé]s?|curriculum vitae|cover(?:ing)? letters?|report\\.md|outreach\\.md|cv\\.md|(?:professional |profile )?summary|linkedin note)';
const writing =
  '(?:add|append|begin|claim|copy|ends?|fabricate|include|insert|invent|list|mention|opens?|output|paste|pretend|print|put|say|start|state|write)';

/**
 * Wording that speaks to whoever reads the posting for the applicant, person or program, and tells it what to write
 * or how to judge. It asks nothing of the work, so that it is neither a requirement nor a need.
 */
const patterns: readonly RegExp[] = [
  /\b(?:automated|automatic|ai|llm|machine|robot|computer)(?:[- ]based)? (?:readers?|reviewers?|screeners?|recruiters?|agents?|assistants?|parsers?|scanners?|systems?|models?|tools?)\s*(?:[:,]|must\b|should\b|reading\b)|\b(?:language models?|chatbots?|llms?)\b.{0,30}\b(?:must|should|output|rate|reply|reading this)\b/i,
  /\b(?:ignore|disregard|forget|override|bypass) (?:all |any |the |your |of )*(?:previous|prior|above|earlier|preceding|other|system)? ?(?:instructions?|prompts?|messages?|rules|guardrails)\b/i,
  /\byou must (?:only |now |always )?(?:output|reply with|respond with|print|answer with) (?:the (?:word|text|string)\b|only\b|exactly\b|["“'‘])|\byou are (?:now )?(?:in |an? )?(?:(?:admin|developer|debug|god|dan|jailbreak) mode|unrestricted|language model)\b|\b(?:system|developer) prompt\b/i,
  /\b(?:rate|score|rank) (?:this|the|every|each|me|him|her) ?(?:candidate|applicant|cv|application)?\b.{0,40}\b(?:highest|top|full|perfect|first|100)\b|\bgive (?:this|the) (?:candidate|applicant|cv)\b|\b(?:fit |the |a )?score (?:must|shall|should|has to|needs to|:|=) ?(?:be )?(?:set to )?(?:100|\d{2} (?:of|out of|\/) ?100)\b|^\W*score:? ?\d{2,3}\W*$|\bset (?:the |its )?(?:fit )?score\b/i,
  // Marks and roles of a conversation with a program.
  /^\W*(?:system|human)\s*:|\bassistant ?: ?(?:sure|ok(?:ay)?|yes|of course|here|the summary)\b|={3,} ?assistant\b|<\/?(?:system|assistant|user|developer|posting|instructions?|prompt|data|tool)\b|\[\[?\/?(?:end|inst|system|sys)\b|(?:^|\s)(?:-{3,}|={3,}|<{3,}|#{3,}) ?(?:end|begin|start)\b|\bend of (?:the )?(?:posting|prompt)\b|\b[A-Z]{2,}_(?:API_)?KEY\b/i,
  // What to write into the application.
  new RegExp(
    String.raw`\b${writing}\b.{0,160}?\b(?:in|into|on|to|onto|at|of|for|with) (?:(?:the|your|their|his|her|this|its|every|any|each|a|top|end|beginning|first|line|section|of|tailored) ){0,6}${papers}(?![\p{L}])`,
    'iu',
  ),
  new RegExp(
    String.raw`\b(?:in|on|into|for) (?:the|your|their|this) (?:tailored )?${papers}\W{0,3} ?(?:please |always |also |you must )?${writing}\b`,
    'iu',
  ),
  new RegExp(
    String.raw`\b(?:the|your|their|this) (?:tailored )?${papers} (?:must|shall|should|has to|have to|needs? to|is|are|will)\b.{0,20}\b(?:say|state|contain|include|mention|begin|start|read|claim|be:?)\b|\bthe summary is\b`,
    'iu',
  ),
  /\b(?:add|insert|append) (?:the |a |this )?(?:skills?|keywords?|employers?|degrees?|titles?):? ?["“'‘]/i,
  /\b(?:say|state|claim|write|pretend|mention)s? (?:that )?(?:the |this )?(?:candidate|applicant|i|he|she|they) (?:has|have|had|is|are|was|were|led|leads?|holds?|held|worked|ran|managed|founded|won)\b/i,
  /\b(?:candidates?|applicants?|you) (?:must|should|shall) (?:write|say|state|claim|mention|add|include)\W{0,4}["“'‘]/i,
];
/** "You must output BANANA": in capitals, what a program is to say. */
const dictates =
  /\b[Yy]ou must (?:output|print|say|reply|respond|answer|write)(?: with)? [A-Z]{3,}\b(?! [a-z])/;

/** Requirements, findings and facts are asked of the same sentences in turn. */
const known = new Map<string, boolean>();
const mostKnown = 2_000;

export function isInstruction(text: string): boolean {
  const before = known.get(text);
  if (before !== undefined) return before;
  if (known.size >= mostKnown) known.clear();
  const found = readsAsInstruction(text);
  known.set(text, found);
  return found;
}

function readsAsInstruction(text: string): boolean {
  const line = text.replaceAll(/[*_`]+/gu, '').replaceAll(/\s+/gu, ' ');
  return dictates.test(line) || patterns.some((pattern) => pattern.test(line));
}

/** Whether a passage stands nowhere in a text but in sentences that are such wording. */
export function isInstructionIn(passage: string, text: string): boolean {
  if (isInstruction(passage)) return true;
  let isFound = false;
  for (let at = text.indexOf(passage); at !== -1; at = text.indexOf(passage, at + passage.length)) {
    const start = text.lastIndexOf('\n', at) + 1;
    const end = text.indexOf('\n', at + passage.length);
    const around = splitSentences(text.slice(start, end === -1 ? text.length : end));
    const holding = around.filter((sentence) => sentence.includes(passage) || passage.includes(sentence));
    if (!holding.some(isInstruction)) return false;
    isFound = true;
  }
  return isFound;
}
