import { isRank } from '../../grounding/title-words.ts';

const honorific =
  /^(?:mr|mrs|ms|mx|miss|sir|dame|dr|prof|professor|herr|frau|mme|mlle|madame|monsieur|sig|sra?|dipl-ing)\.?$/iu;
/** Small words inside names: "Anna van der Berg". */
const particle = /^(?:van|von|der|den|de|da|del|della|dos|di|du|la|le|al|el|bin|ibn|ten|ter|zu|zur)$/iu;
const capitalised = /^[\p{Lu}\p{Lt}\p{Lo}][\p{L}\p{M}.'’-]*$/u;
const ofAnOffice =
  /^(?:team|department|office|desk|hr|human|resources|people|talent|careers?|recruit\w*|recruitment|hiring|panel|headteacher|headmaster|headmistress|human|sales|admissions|enquiries|personnel|the|our|your)$/iu;

/**
 * Whether a letter may greet by it: two or more capitalised words, of which an honorific may be one, and no
 * rank or office among them. A salutation that takes "Matron" or "Headteacher's" for a name does harm.
 */
export function looksLikePerson(name: string): boolean {
  const words = name.trim().split(/\s+/u);
  const names = words.filter((word) => !honorific.test(word) && !particle.test(word));
  return (
    words.length >= 2 &&
    words.length <= 6 &&
    names.length >= 1 &&
    names.every((word) => capitalised.test(word) && !isRank(word) && !ofAnOffice.test(word)) &&
    !/['’]s$/u.test(name.trim())
  );
}
