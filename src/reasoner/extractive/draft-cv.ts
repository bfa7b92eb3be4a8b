import type { Posting } from '../../posting/posting.ts';
import type { Entry, MasterCv, SkillGroup } from '../../resume/resume.ts';
import { splitSentences } from '../../text/sentences.ts';
import { countWords } from '../../text/words.ts';
import type { Fit } from '../fit.ts';
import type { CvDraft, SourcedText, TailoredSkillGroup } from '../tailored-cv.ts';
import { contentStems, Interest, similarityOf } from './interest.ts';

/**
 * Drafts a CV in the master's own words: nothing is worded anew, only chosen and ordered by what the posting
 * asks for. Everything citable is in the draft; choosing within a word budget is the layer's part.
 */
export function draftCv(input: { posting: Posting; fit: Fit; cv: MasterCv }): CvDraft {
  const { posting, fit, cv } = input;
  const interest = new Interest(posting, fit, cv);
  const label = chooseLabel(posting, cv, fit, interest);
  return {
    ...(label === undefined ? {} : { label }),
    summary: chooseSummary(cv, interest),
    entries: draftEntries(fit, cv),
    skills: orderSkills(cv.skills, interest),
  };
}

/**
 * The master's label; a title held now where that is nearer to the posting's, or where there is no label. None
 * where neither has anything to do with the posting: a student's job in a café is no headline.
 */
function chooseLabel(posting: Posting, cv: MasterCv, fit: Fit, interest: Interest): SourcedText | undefined {
  const wanted = contentStems(posting.title);
  const current = cv.work.filter(({ endDate }) => endDate === undefined);
  const held = current.length > 0 ? current : cv.work.slice(0, 1);
  const choices: SourcedText[] = [];
  const nearness = ({ text }: SourcedText) => similarityOf(contentStems(text), wanted);
  const isRelated = (choice: SourcedText) => nearness(choice) > 0 || interest.in(choice.text) > 0;
  const own: SourcedText = { text: cv.basics.label ?? '', sources: ['basics.label'] };
  // Somebody who fits may well call the trade by another word than the posting does.
  if (/\p{L}/u.test(own.text) && (fit.band !== 'weak' || isRelated(own))) choices.push(own);
  for (const { id, position } of held) {
    const title: SourcedText = { text: position ?? '', sources: [id] };
    if (title.text !== '' && isRelated(title)) choices.push(title);
  }
  return choices.reduce<SourcedText | undefined>(
    (best, choice) => (best === undefined || nearness(choice) > nearness(best) + 0.1 ? choice : best),
    undefined,
  );
}

const summaryWords = 75;

/** Sentences on what the writer wishes for tell an employer nothing about the writer. */
const wish =
  /\b(?:look(?:ing)? for|seek(?:ing|s)?|in search of|hop(?:e|ing) to|would (?:like|love) to|eager to|want(?:s|ing)? to|open to|my (?:goal|aim|ambition|objective) is|keen to (?:join|find|move))\b/i;

/** Sentences that lean on the one before. */
const leaning = /^(?:it|this|that|these|those|they|he|she|but|and|so|also|however|then)\b|^[(“"]/i;

/**
 * Verbatim sentences of the master's summary within about 75 words, in the master's order. The first sentence
 * usually says who somebody is and has a head start. Without a summary the newest role's may serve.
 */
function chooseSummary(cv: MasterCv, interest: Interest): SourcedText[] {
  const role = newestRole(cv);
  const source = cv.basics.summary
    ? { id: 'basics.summary', text: cv.basics.summary }
    : { id: `${role?.id}.summary`, text: isBullet(role) ? '' : (role?.summary ?? '') };
  const sentences = splitSentences(source.text).map((text, at) => ({
    text,
    at,
    words: countWords(text),
    worth:
      interest.in(text) + (at === 0 ? 1 : 0) - (wish.test(text) ? 5 : 0) - (leaning.test(text) ? 0.5 : 0),
  }));
  const chosen: typeof sentences = [];
  let words = 0;
  for (const sentence of sentences.toSorted((one, other) => other.worth - one.worth || one.at - other.at)) {
    if (chosen.length > 0 && (sentence.worth < -2 || words + sentence.words > summaryWords)) continue;
    chosen.push(sentence);
    words += sentence.words;
  }
  return chosen
    .toSorted((one, other) => one.at - other.at)
    .map(({ text }) => ({ text, sources: [source.id] }));
}

/** Where somebody works now, or did last; a gap in the work that only a sentence explains is no role. */
function newestRole(cv: MasterCv): Entry | undefined {
  const roles = cv.work.filter(({ bullets }) => bullets.length > 0);
  return roles.find(({ endDate }) => endDate === undefined) ?? roles[0];
}

/** Whether a role's summary is printed among its bullets anyway. */
function isBullet(role: Entry | undefined): boolean {
  return role?.bullets.some(({ text }) => text === role.summary) ?? false;
}

function draftEntries(fit: Fit, cv: MasterCv): CvDraft['entries'] {
  const relevances = new Map(fit.bullets.map(({ id, relevance }) => [id, relevance]));
  return [...cv.work, ...cv.projects, ...cv.volunteer]
    .filter(({ bullets }) => bullets.length > 0)
    .map((entry: Entry) => ({
      sourceId: entry.id,
      bullets: entry.bullets
        .map(({ id, text }) => ({ text, sources: [id], relevance: relevances.get(id) ?? 0 }))
        .toSorted((one, other) => other.relevance - one.relevance),
    }));
}

/** Groups and keywords that answer the posting come first; the rest keep the master's order. */
function orderSkills(groups: readonly SkillGroup[], interest: Interest): TailoredSkillGroup[] {
  const byRank = (one: { rank: number }, other: { rank: number }) =>
    one.rank === other.rank ? 0 : one.rank - other.rank;
  return groups
    .map(({ id, name, keywords }) => {
      const ranked = keywords
        .map((keyword) => ({ keyword, rank: interest.skillRank(keyword) }))
        .toSorted(byRank);
      const answering = ranked.filter(({ rank }) => rank !== Number.POSITIVE_INFINITY);
      // A group that answers several keywords goes before one with a single, slightly more important one.
      const rank =
        answering.length === 0 ? Number.POSITIVE_INFINITY : (answering[0]?.rank ?? 0) - 5 * answering.length;
      const ordered = ranked.map(({ keyword }) => keyword);
      return { group: { sourceId: id, name, keywords: ordered }, rank };
    })
    .toSorted(byRank)
    .map(({ group }) => group);
}
