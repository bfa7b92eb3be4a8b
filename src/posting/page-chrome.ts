import { splitAtCapitals } from './glued-words.ts';
import type { RawBlock } from './raw-block.ts';

/** Labels of links and buttons that stand on job pages and never in a posting's wording. */
const unmistakable =
  /^(?:(?:easy |quick )?apply(?: now| for this (?:job|role|position)| online| here| today| with \w+)?|(?:save|share|report|print|bookmark|e-?mail)(?: this)? (?:job|vacancy|ad|listing|page|role|position|posting)|refer a friend|log ?(?:in|out)|sign ?(?:in|up|out)|register|create (?:an? )?(?:account|alert|job alert)|skip to .*|back to .{0,40}|(?:view|see|show|browse) (?:all|more|less).{0,30}|read (?:more|less)|load more|privacy(?: policy| notice| statement)?|cookies?(?: policy| settings| preferences| notice)?|terms(?: of (?:use|service))?(?: (?:and|&) conditions)?|imprint|sitemap|accept(?: all)?(?: cookies)?|(?:reject|decline)(?: all)?|cookie settings|follow us(?: on .*)?|copy link|(?:get|create|set up) job alerts?|subscribe|all rights reserved\.?|powered by .{1,30})$/i;

/** Labels that may also be headings; chrome only in company of others, or above and below the posting. */
const navigation =
  /^(?:menu|home|jobs|careers?|teams?|stories|blog|news|about(?: us)?|contact(?: us)?|search(?: jobs)?|products?|solutions?|pricing|prices|locations?|departments?|students?|events?|help|support|faqs?|legal(?: notice)?|accessibility|facebook|twitter|linkedin|instagram|youtube|whatsapp|xing|settings|close|next|previous|newsletter|languages?|english|en|de|fr|es|nl|pl)$/i;

const relatedJobs =
  /^(?:similar|other|related|more|recommended|further|latest) (?:jobs?|positions?|vacanc(?:y|ies)|openings?|roles?|opportunities)(?: (?:at|in|from|for|like|near|you)\b.*)?:?$|^(?:people also (?:viewed|applied)|jobs you (?:may|might) (?:also )?like|you (?:may|might) also like).{0,30}$/i;

const gluedRelatedJobs =
  /^(?:similar|other|related|more|recommended) (?:jobs|positions|vacancies|openings|roles|opportunities)(?=\p{Lu})/iu;

export interface WithoutChrome {
  blocks: RawBlock[];
  /** The lines taken out. */
  chrome: string[];
}

/** Takes out what belongs to the page a posting stood on and not to the posting. */
export function dropChrome(blocks: readonly RawBlock[]): WithoutChrome {
  const kept: RawBlock[] = [];
  const chrome: string[] = [];
  const first = blocks.findIndex(hasSentence);
  const last = blocks.findLastIndex(hasSentence);
  let related: number | undefined;
  for (const [index, block] of blocks.entries()) {
    const { kind, text } = block;
    if (related !== undefined) {
      const ends = kind === 'heading' ? (block.level ?? 7) <= related : hasSentence(block);
      if (!ends) {
        chrome.push(text);
        continue;
      }
      related = undefined;
    }
    if (relatedJobs.test(text)) {
      related = kind === 'heading' ? (block.level ?? 7) : 7;
      chrome.push(text);
      continue;
    }
    const isOutside = first === -1 || index < first || index > last;
    if (isChromeLine(text, kind, isOutside) || (isOutside && block.onlyLinks === true)) chrome.push(text);
    else kept.push(block);
  }
  return { blocks: kept, chrome };
}

function isChromeLine(text: string, kind: RawBlock['kind'], isOutside: boolean): boolean {
  if (text.length > 400) return false;
  if (/^(?:©|\(c\)\s*(?:19|20)\d\d|copyright\s*(?:©|\(c\)|(?:19|20)\d\d))/i.test(text)) return true;
  if (/^skip to (?:the )?(?:main ?)?(?:content|navigation|job|main|search|results)/i.test(text))
    return !/[.!?]\s/.test(text);
  if (gluedRelatedJobs.test(text) || isCookieNotice(text)) return true;
  if (unmistakable.test(text)) return true;
  if (kind === 'heading') return false;
  if (isOutside && navigation.test(text)) return true;
  const parts = splitAtCapitals(text);
  if (parts.length < 2 || /[.!?]\s+\p{Lu}/u.test(text)) return false;
  const sure = parts.filter((part) => unmistakable.test(part)).length;
  const likely = parts.filter((part) => unmistakable.test(part) || navigation.test(part)).length;
  return (
    (sure >= 1 && likely === parts.length) ||
    (sure >= 2 && likely * 2 >= parts.length) ||
    (likely >= 3 && likely * 4 >= parts.length * 3)
  );
}

function isCookieNotice(text: string): boolean {
  return (
    /\b(?:use[sd]?|using|accept|store|our|of|these) cookies\b/i.test(text) &&
    /\b(?:we|you|your|site|website|partners)\b/i.test(text) &&
    /\b(?:accept|consent|agree|experience|partners|preferences|settings|visits?|traffic|analy[sz]e|website|site|policy)\b/i.test(
      text,
    )
  );
}

/** Whether somebody wrote this to be read: a full sentence or a clause of some length. */
function hasSentence({ kind, text }: RawBlock): boolean {
  if (kind === 'heading') return false;
  const words = text.split(' ').length;
  return words >= 12 || (words >= 6 && /[.!?:;]$/.test(text));
}

/** Takes labels of links out of the parts of a heading that scraping glued together. */
export function withoutLinkLabels(parts: readonly string[]): string[] {
  return parts.filter((part) => !unmistakable.test(part));
}
