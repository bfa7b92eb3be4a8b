import { isEverydayWord } from '../text/rarity.ts';
import { splitSentences } from '../text/sentences.ts';
import { partGluedTitle } from './glued-words.ts';
import type { DeclaredFacts, RawBlock } from './raw-block.ts';
import { isSectionHeading } from './section-headings.ts';

const roleWord =
  /\b(?:engineer|developer|manager|nurse|teacher|assistant|analyst|designer|officer|director|lead|head|specialist|consultant|technician|administrator|coordinator|architect|scientist|accountant|chef|cook|welder|electrician|plumber|carpenter|driver|mechanic|operator|supervisor|clerk|cashier|receptionist|lawyer|solicitor|attorney|paralegal|doctor|physician|surgeon|dentist|pharmacist|therapist|midwife|carer|caregiver|social worker|editor|writer|journalist|librarian|lecturer|professor|researcher|tutor|trainer|instructor|coach|pilot|sailor|fitter|machinist|baker|butcher|barista|waiter|waitress|bartender|host|hostess|cleaner|gardener|farmer|labourer|laborer|foreman|surveyor|planner|buyer|merchandiser|representative|advisor|adviser|agent|broker|auditor|controller|bookkeeper|treasurer|secretary|executive|associate|intern|apprentice|trainee|partner|owner|master|guard|firefighter|paramedic|inspector|tester|programmer|hairdresser|stylist|photographer|producer|worker)s?\b/i;

const hiring =
  /\b(?:looking for|seeking|searching for|hiring|recruiting|recruit|in search of|need|want|appoint|in need of|opening for|vacancy for)\s+(?:an?|our|one|the|two|three|several|another)?\s*(?:(?:new|next|talented|experienced|motivated|passionate|exceptional|skilled|dedicated|enthusiastic|reliable|friendly|full[- ]time|part[- ]time|permanent),?\s+(?:and\s+)?)*([\p{L}\p{N}][^.,;:!?()\n]{2,70}?)(?=\s+(?:to|who|who's|with|for|in|at|on|that|and\s+you|based|capable|willing|joining|within|from|able)\b|[.,;:!?(–—]|$)/iu;

/** "(m/w/d)", "(f/m/x)", "(all genders)": said by law, and no part of the title. */
const genders =
  /\s*[([]\s*(?:[mfwdxigvhnk]\s*[/|,*]\s*){1,3}[mfwdxigvhnk*]\s*[)\]]|\s*[([](?:all|any) genders?[)\]]|\s+(?:m\/[wf]\/[dx]|[fw]\/m\/[dx])(?!\p{L})/giu;

/** What the posting calls the post; `blockIndex` says which block the title stands in, if one does. */
export interface PostingTitle {
  title: string;
  blockIndex?: number;
}

export function findTitle(
  blocks: readonly RawBlock[],
  declared: DeclaredFacts,
  stated: DeclaredFacts,
  pageTitle: string | undefined,
): PostingTitle {
  const top = blocks.findIndex((block) => block.kind === 'heading' && block.level === 1);
  const heading = blocks[top]?.text;
  const named =
    declared.title ??
    (heading !== undefined && !isSectionHeading(heading) ? heading : undefined) ??
    stated.title;
  if (named !== undefined) {
    const blockIndex = blocks.findIndex((block, index) => index < 6 && sameTitle(block.text, named));
    return { title: cleanTitle(named), ...(blockIndex === -1 ? {} : { blockIndex }) };
  }
  const [first] = blocks;
  const opening = openingTitle(first?.text ?? '');
  if (opening !== undefined) return { title: cleanTitle(opening) };
  if (first !== undefined && isTitleLine(first)) return { title: cleanTitle(first.text), blockIndex: 0 };
  const sought = blocks
    .slice(0, 12)
    .map(({ text }) => hiring.exec(text)?.[1]?.trim())
    .find((role) => role !== undefined && roleWord.test(role));
  if (sought !== undefined) return { title: cleanTitle(sought) };
  const fromPage = pageTitle?.split(/\s+[|–—·-]\s+/u)[0]?.trim();
  if (fromPage !== undefined && fromPage.length >= 3 && fromPage.length <= 100)
    return { title: cleanTitle(fromPage) };
  const role = blocks
    .slice(0, 4)
    .findIndex(
      (block) =>
        block.text.split(' ').length <= 10 && roleWord.test(block.text) && !/[.!?]$/.test(block.text),
    );
  if (role !== -1) return { title: cleanTitle(blocks[role]?.text ?? ''), blockIndex: role };
  return { title: cleanTitle(first?.text ?? '') };
}

/** "Sous chef at X. We are a …": a first sentence that is only a title. */
function openingTitle(text: string): string | undefined {
  // "Naas, Co. Kildare": a short line without an end is no sentence.
  if (text.split(' ').length <= 12 && !/[.!?]$/.test(text)) return undefined;
  const [sentence = '', next] = splitSentences(text.slice(0, 300));
  const isOnlyTitle =
    next !== undefined &&
    sentence.split(' ').length <= 10 &&
    /^\p{Lu}/u.test(sentence) &&
    roleWord.test(sentence) &&
    !/\b(?:we|you|our|your|is|are|has|have|will|need|needs|seeks?|wanted)\b/i.test(sentence);
  return isOnlyTitle ? sentence.replace(/[.!:]$/, '') : undefined;
}

function isTitleLine({ text, kind }: RawBlock): boolean {
  if (kind === 'item' || isSectionHeading(text) || text.split(' ').length > 12 || /[.!?:]$/.test(text))
    return false;
  return kind === 'heading'
    ? roleWord.test(text) || !/^(?:about|welcome|who we|why)\b/i.test(text)
    : roleWord.test(text);
}

function sameTitle(text: string, title: string): boolean {
  const bare = (written: string) =>
    written
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
      .trim();
  return (
    bare(text) === bare(title) || (bare(text).startsWith(bare(title)) && text.length <= title.length + 40)
  );
}

function cleanTitle(title: string): string {
  const cleaned = title
    .replace(/^(?:job title|title|position|role|vacancy|job)\s*:\s*/i, '')
    .replace(/^(?:we(?:'|’)re hiring|now hiring|hiring|wanted|job opening)\s*[:!–-]\s*/i, '')
    .replaceAll(genders, ' ')
    .replaceAll(/\s{2,}/g, ' ')
    .replace(/[\s:–—|·,-]+$/u, '')
    .trim();
  return shortened(inTitleCase(partGluedTitle(cleaned === '' ? title : cleaned, isEverydayWord)));
}

/** "SENIOR SCIENTIST (HPC)" as "Senior Scientist (HPC)"; short words that nobody says may be acronyms. */
function inTitleCase(title: string): string {
  if (/\p{Ll}/u.test(title) || !/\s/.test(title)) return title;
  return title.replaceAll(/\p{L}{2,}/gu, (word, at: number) => {
    const lower = word.toLowerCase();
    if (at > 0 && /^(?:of|and|for|in|the|to|at|with|on|de|der|und)$/.test(lower)) return lower;
    const isWord = word.length >= 6 || (word.length >= 4 && (roleWord.test(word) || isEverydayWord(word)));
    return isWord ? word.charAt(0) + lower.slice(1) : word;
  });
}

function shortened(text: string): string {
  if (text.length <= 120) return text;
  return `${text.slice(0, 119).replace(/\s+\S*$/u, '')}…`;
}
