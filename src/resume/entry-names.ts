import { namesCompany } from '../text/legal-forms.ts';
import type { EntryHead } from './entry-heads.ts';
import { splitAtCommas } from './entry-heads.ts';
import { mayNameRole, namesRemit, namesRole } from './role-words.ts';

/** A piece of the short lines below a head. */
export interface LoosePiece {
  text: string;
  /** Set in bold, as titles and employers are and places are not. */
  isBold: boolean;
}

export interface RoleNames {
  name?: string;
  position?: string;
  location?: string;
  /** Nothing tells the title from the employer. */
  isGuess?: boolean;
}

/** Which of the two the heads of a section name first. */
export type NameOrder = 'title first' | 'employer first';

/** The order that the heads of a section share, by those of which a word for a role tells it. */
export function sharedOrder(entries: readonly (readonly string[])[]): NameOrder | undefined {
  let titlesFirst = 0;
  for (const pieces of entries) {
    const titles = pieces.filter(isTitle);
    if (pieces.length < 2 || titles.length !== 1) continue;
    titlesFirst += pieces[0] === titles[0] ? 1 : -1;
  }
  if (titlesFirst === 0) return undefined;
  return titlesFirst > 0 ? 'title first' : 'employer first';
}

/**
 * Tells the parts of a head and the lines below it apart: the part with a word for a role is the title held,
 * the next the employer, what is left the place. Without such a word the section's order holds.
 */
export function roleNames(
  head: Pick<EntryHead, 'parts' | 'atCommas'>,
  below: readonly LoosePiece[],
  order: NameOrder | undefined,
): RoleNames {
  if (head.parts.length === 0 && below[0] !== undefined)
    return roleNames({ parts: splitAtCommas(below[0].text), atCommas: true }, below.slice(1), order);
  const [first, second, ...others] = head.parts;
  if (first === undefined) return {};
  const loose = below.map(({ text }) => text);
  if (![...head.parts, ...loose].some(isTitle) && order === undefined) {
    const [likely, other] = [...head.parts, ...loose].filter(
      (piece) => mayNameRole(piece) && !namesCompany(piece),
    );
    if (likely !== undefined && other === undefined) return likelyNames(likely, [...head.parts, ...loose]);
  }
  const titleBelow = loose.findIndex(isTitle);
  if (!head.parts.some(isTitle) && titleBelow !== -1) {
    const places = [second, ...others, ...loose.filter((_, index) => index !== titleBelow)];
    return named(loose[titleBelow], first, places);
  }
  if (second === undefined) return singleName(first, loose, order);
  if (head.atCommas && loose.length > 0 && isTitle(first)) {
    const employerBelow = below.findIndex(({ text, isBold }) => isBold || namesCompany(text));
    const isAllTitle = [second, ...others].every(namesRemit);
    if (employerBelow !== -1 || isAllTitle) {
      const at = Math.max(employerBelow, 0);
      return named(
        head.parts.join(', '),
        loose[at],
        loose.filter((_, index) => index !== at),
      );
    }
    if (others.length > 0) return named(head.parts.slice(0, -1).join(', '), head.parts.at(-1), loose);
  }
  const isGuess = !head.parts.some(isTitle) && !namesCompany(first) && !namesCompany(second);
  if (isSwapped(first, second, isGuess ? order : undefined))
    return { ...named(second, first, [...others, ...loose]), ...guessed(isGuess && order === undefined) };
  // "Manager, Marketing, Harrow & Pike": the field belongs to the title.
  const isField = head.atCommas && others.length > 0 && namesRemit(second);
  const names = isField
    ? named(`${first}, ${second}`, others[0], [...others.slice(1), ...loose])
    : named(first, second, [...others, ...loose]);
  return { ...names, ...guessed(isGuess && order === undefined) };
}

function likelyNames(title: string, pieces: readonly string[]): RoleNames {
  const [name, ...places] = pieces.filter((piece) => piece !== title);
  return name === undefined ? { name: title } : { ...named(title, name, places), isGuess: true };
}

function singleName(first: string, loose: readonly string[], order: NameOrder | undefined): RoleNames {
  const [next, ...places] = loose;
  if (next === undefined) return isTitle(first) ? { position: first } : { name: first };
  if (isTitle(first)) return named(first, next, places);
  if (namesCompany(first))
    return named(places.length > 0 ? next : undefined, first, places.length > 0 ? places : loose);
  if (order === 'employer first') return named(next, first, places);
  // Title, employer and place are usual; an employer with two places is not.
  if (order === 'title first' || places.length > 0) return named(first, next, places);
  return { ...named(undefined, first, loose), isGuess: true };
}

function isSwapped(first: string, second: string, order: NameOrder | undefined): boolean {
  if (order !== undefined) return order === 'employer first';
  if (isTitle(first) !== isTitle(second)) return isTitle(second);
  return namesCompany(first) && !namesCompany(second);
}

function isTitle(piece: string): boolean {
  return namesRole(piece) && !namesCompany(piece);
}

function guessed(isGuess: boolean): { isGuess?: true } {
  return isGuess ? { isGuess } : {};
}

function named(
  position: string | undefined,
  name: string | undefined,
  places: readonly (string | undefined)[],
): RoleNames {
  const location = places.filter((place) => place !== undefined).join(', ');
  return {
    ...(name === undefined ? {} : { name }),
    ...(position === undefined ? {} : { position }),
    ...(location === '' ? {} : { location }),
  };
}
