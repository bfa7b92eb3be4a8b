import type { Posting, PostingBlock } from '../../posting/posting.ts';

/** What a part of a posting is for. */
export type SectionKind = 'must' | 'nice' | 'duties' | 'about' | 'offer' | 'process' | 'legal' | 'negative';

export interface ClassifiedBlock {
  block: PostingBlock;
  kind: SectionKind;
  /** Whether a heading or lead-in said so, rather than the block's own wording. */
  headed: boolean;
}

/** Vocabulary of headings, the more telling first. Matched on lower case with glued words parted. */
const headingKinds: [SectionKind, RegExp][] = [
  [
    'nice',
    /nice[ -]to|bonus|^useful|^helpful|would help|welcome but|not essential|^a plus|desir|prefer(red|ably|ence)|advantage|\bplus(es)?\b|good to have|ideally|(not|n.t) (strictly )?(required|essential|needed|necessary|expected)\W{0,2} ?(but|though|yet|just)|happen to|extra credit|even better|(love|great|helpful|useful) (to see|if|to have)|\bassets?\b|brownie|wish ?list|stand out|optional/,
  ],
  [
    'negative',
    /\b(not|n.t|never|without) (be )?(needed|needing|need|required|require|expect(ed)?|necessary|looking for|for you|find|asking|ask|mind)\b|\b(is|are|do|does) ?(not|n.t)$|what not to|no need|won.t (do|find|get)|^not (essential|necessary)|working here is not|what (this|it) is(n.t| not)/,
  ],
  [
    'legal',
    /equal (opportunit|employ)|\beeo\b|divers|inclusi|accommodation|privacy|data protection notice|gdpr|disclaimer|\blegal\b|veteran|who may apply|(basic|additional|further|other|general) (information|details)|cookie|background check|safeguard|our commitment|notice to|fraud/,
  ],
  [
    'process',
    /how (to apply|we (hire|choose|recruit|select|decide))|^apply|\bapply (now|here|for|by)|application|\bprocess\b|interview|(next|hiring|what are the) steps|^steps|what happens|expect next|what.s next|selection|recruit|timeline|closing date|deadline|(point of )?contact|get in touch|after you|interested\?|ready to|similar jobs|other jobs/,
  ],
  [
    'offer',
    /\boffer|benefit|\bperks?\b|\bdeal\b|salary|\bpay\b|compensation|reward|in it for you|why (join|work|you.ll love|choose)|on the table|package|remuneration|what you.ll (get|receive|enjoy)|what you get|you can expect from us|we (give|provide|pay)|holiday|pension|\bculture\b|life at|reasons to/,
  ],
  [
    'must',
    /require|essential|qualif|\bmust|we ?(.ll|.re|are|will|shall|would)? ?(be )?(look|ask|need|seek|expect|want|hop)|you(.ll| will| would| should)? (bring|have|need|offer|possess)\b|what it takes|\bbring\b|who you are|about you|your (profile|skill|experience|background|strengths)|you (are|might be|could be)\b|\bskills?\b|experience|(can ?not|can.t) do without|person spec|criteria|competenc|ideal candidate|candidate|knowledge|credential|certificat|licen[cs]|education|minimum|mandatory|eligib|looking for|ticket/,
  ],
  [
    'duties',
    /dut(y|ies)|responsib|what you.ll (do|be doing|work)|you will|what you (do|will do)|\brole\b|the (job|work|position)\b|\bwork\b|\bdays?\b|\btasks?\b|your (first|impact|mission|work|job|part|week|year)|you.ll\b|accountab|objectives?|held to|purpose|summary|key (result|area)|success|scope|deliverables|assignment/,
  ],
  [
    'about',
    /about|who we are|our (story|team|company|mission|values|school|practice|clinic|kitchen)|the (company|team|organi[sz]ation|school|hospital|firm|practice|restaurant)|should know|exists|background|context|company/,
  ],
];

/** Wording by which a block shows what it is although no heading does. Each match counts. */
const contentCues = {
  offer:
    /pension|\bholidays?\b|(days?|weeks?)(’|')? (of )?(leave|off|holiday|vacation|parental|paid)|annual leave|paid (time|leave)|parental leave|health insurance|life insurance|dental|\bperks?\b|\bsalary\b|per annum|competitive pay|gym|retirement|401\(?k|cycle to work|bicycle|free (lunch|parking|coffee|meals|uniform)|flexible (hours|work)|stock options|increments|wellbeing|learning budget|(profits?|equity) share|days off|lunch from|overtime (is )?paid|childcare|child care|telework/gi,
  process:
    /\bappl(y|ying|ications?|icants?)\b|cover(ing)? letter|(send|e-?mail) (us )?(your|a) (cv|resume|résumé)|interview|shortlist|deadline|closing date|we reply|hear back|first call|get in touch|write to \S+@|questions (about|regarding)|\bresumes?\b|references will|selection process|trial shift|press the button|please (send|contact|include|submit|give)|successful applicants|within a week|pair programming for|background investigation/gi,
  legal:
    /equal.opportunit|regardless of|without regard|discriminat|\brace\b|religio|\bgender\b|sexual orientation|\bdisab(ility|led)\b|veteran|reasonable accommodation|background (check|investigation)|criminal record|e-verify|privacy (policy|notice)|personal data|all (qualified )?(applicants|backgrounds)|protected (status|characteristic)|national origin|dbs check|enhanced disclosure|political affiliation|cookies?\b|©/gi,
};

const glued = /(\p{Ll})(\p{Lu})/gu;

export function headingKind(heading: string): SectionKind | undefined {
  const wording = heading.replaceAll(glued, '$1 $2').toLowerCase().replaceAll('’', "'");
  return headingKinds.find(([, pattern]) => pattern.test(wording))?.[0];
}

/** Offer, process or legal boilerplate by its own wording, or undefined. */
export function boilerplateKind(text: string, headed = false): 'offer' | 'process' | 'legal' | undefined {
  const needed = headed ? 2 : text.length < 90 ? 1 : 2;
  const counts = (['legal', 'process', 'offer'] as const).map((kind) => ({
    kind,
    count: new Set([...text.matchAll(contentCues[kind])].map(([cue]) => cue.toLowerCase())).size,
  }));
  const best = counts.reduce((most, next) => (next.count > most.count ? next : most));
  return best.count >= needed ? best.kind : undefined;
}

/** Postings do not change once read, and several layers ask about the same one. */
const classifiedPostings = new WeakMap<Posting, ClassifiedBlock[]>();

/** Says of every block, headings left out, what it is for. Blocks without any clue are `about`. */
export function classifyBlocks(posting: Posting): readonly ClassifiedBlock[] {
  let blocks = classifiedPostings.get(posting);
  if (blocks === undefined) {
    blocks = classify(posting);
    classifiedPostings.set(posting, blocks);
  }
  return blocks;
}

function classify(posting: Posting): ClassifiedBlock[] {
  const classified: ClassifiedBlock[] = [];
  let leadIn: SectionKind | undefined;
  let leadInHeadings = '';
  for (const [index, block] of posting.blocks.entries()) {
    const place = block.headings.join('\n');
    if (block.kind === 'heading' || place !== leadInHeadings) leadIn = undefined;
    if (block.kind === 'heading') continue;
    const next = posting.blocks[index + 1];
    if (isLeadIn(block, next)) {
      // "Nice to have:" over a list works like a heading; the list ends with the next one.
      leadIn = headingKind(block.text);
      leadInHeadings = place;
      continue;
    }
    const fromHeading = leadIn ?? kindOfHeadings(block.headings);
    const own = boilerplateKind(block.text, fromHeading !== undefined);
    const trusted = fromHeading !== undefined && fromHeading !== 'about';
    // A list item under a clear heading is what the heading says; prose may digress into boilerplate.
    const kind =
      trusted && (block.kind === 'item' || own === undefined) ? fromHeading : (own ?? fromHeading ?? 'about');
    classified.push({ block, kind, headed: trusted });
  }
  return classified;
}

function kindOfHeadings(headings: readonly string[]): SectionKind | undefined {
  const kinds = headings.map(headingKind);
  const closing = kinds.find((kind) => kind === 'legal' || kind === 'process' || kind === 'negative');
  return closing ?? kinds.findLast((kind) => kind !== undefined);
}

function isLeadIn(block: PostingBlock, next: PostingBlock | undefined): boolean {
  if (block.kind !== 'paragraph' || block.text.includes('\n')) return false;
  const words = block.text.split(/\s+/).length;
  const short = words <= 25;
  const announces = /[:…]\s*$/.test(block.text) && next?.kind === 'item';
  const bareLabel =
    words <= 5 && /^\p{L}[^.:!?;\d]*:?$/u.test(block.text.trim()) && headingKind(block.text) !== undefined;
  return (
    (short && announces) ||
    (bareLabel && next !== undefined && (next.kind === 'item' || !block.text.includes(',')))
  );
}
