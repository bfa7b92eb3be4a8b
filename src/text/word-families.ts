import { isEverydayWord, rarityOf } from './rarity.ts';
import { stemOf } from './stems.ts';

/** Pasts of irregular verbs that CVs tell their deeds in; the stemmer knows regular endings only. */
const irregularPasts = new Map(
  `led:lead built:build rebuilt:rebuild taught:teach wrote:write written:write ran:run grew:grow grown:grow
  sold:sell bought:buy drove:drive driven:drive held:hold won:win spoke:speak spoken:speak dealt:deal
  oversaw:oversee overseen:oversee undertook:undertake took:take brought:bring sent:send met:meet made:make
  kept:keep found:find fed:feed sought:seek understood:understand began:begin drew:draw drawn:draw`
    .split(/\s+/)
    .map((pair) => pair.split(':') as [string, string]),
);

/**
 * What the forms of one word share, wider than a stem: lead, led, leader, leadership; negotiate, renegotiate.
 * An adjective in -able stays apart from its verb, since "renewable" has little to do with "renewed".
 */
export function familyOf(word: string): string {
  const known = families.get(word);
  if (known !== undefined) return known;
  const family = findFamily(word);
  if (families.size > 50_000) families.clear();
  families.set(word, family);
  return family;
}

const families = new Map<string, string>();

function findFamily(word: string): string {
  const lower = word.toLowerCase();
  if (!/^[a-z]{3,}$/.test(lower)) return stemOf(word);
  const able = /^(.{2,}[ai]bl)(?:es?|y)$/.exec(lower.replace(/([ai])bilit(?:y|ies)$/, '$1ble'))?.[1];
  if (able !== undefined) return able;
  const present = irregularPasts.get(lower);
  if (present !== undefined) return stemOf(present);
  const bare = lower.replace(/(?<=.{4})ships?$/, '');
  const root = bare.replace(/(?<=(?:lead|manag|supervis))er?s?$/, 'e').replace(/^leade$/, 'lead');
  return stemOf(againRemoved(root) ?? root);
}

/** The verb in "renegotiate" or "redesign". "Research" and "resource" are words of their own, and common ones. */
function againRemoved(word: string): string | undefined {
  const rest = /^re([a-z]{4,})$/.exec(word)?.[1];
  if (rest === undefined || !isEverydayWord(rest)) return undefined;
  return rarityOf(word) >= 0.8 && rarityOf(rest) <= rarityOf(word) - 0.2 ? rest : undefined;
}
