import { StrataError } from '../../error.ts';

/**
 * Puts what others wrote between marks that they cannot know, so that nothing in it can end the data and begin
 * instructions. The marks hold a nonce that is new for each call; anything in the material that looks like a mark
 * loses its brackets, and so does the nonce in the impossible case that it stands there.
 *
 * @param nonce at least 16 letters or digits, from a source of randomness that nobody outside can predict
 */
export function fenced(name: string, material: string, nonce: string): string {
  if (!/^[a-z0-9]{16,}$/iu.test(nonce)) {
    throw new StrataError('FENCE_NONCE_WEAK', 'a fence needs a nonce of 16 letters or digits', {
      kind: 'failed',
    });
  }
  return `${openingMark(name, nonce)}\n${neutralised(material, nonce)}\n${closingMark(name, nonce)}`;
}

export function openingMark(name: string, nonce: string): string {
  return `<<<data ${name} ${nonce}>>>`;
}

export function closingMark(name: string, nonce: string): string {
  return `<<<end ${name} ${nonce}>>>`;
}

/** Single angle quotation marks look alike to a reader and are no mark. */
function neutralised(material: string, nonce: string): string {
  return (
    withoutNonce(material.replaceAll(invisible, ''), nonce)
      // Last, since what is taken out may bring brackets together.
      .replaceAll(/<{2,}/gu, (run) => '‹'.repeat(run.length))
      .replaceAll(/>{2,}/gu, (run) => '›'.repeat(run.length))
  );
}

/** Again and again, since a nonce taken out of a nonce may leave a nonce. */
function withoutNonce(text: string, nonce: string): string {
  const pattern = new RegExp(nonce, 'giu');
  let clean = text;
  while (pattern.test(clean)) clean = clean.replaceAll(pattern, '');
  return clean;
}

/**
 * Control characters other than white space, bidirectional overrides and tag characters: nobody sees them and a model
 * reads them. Joiners stay, which several scripts need.
 */
const invisible = /(?![\t\n\r])\p{Cc}|[\u202A-\u202E\u2066-\u2069]|[\u{E0000}-\u{E007F}]/gu;
