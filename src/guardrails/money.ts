/**
 * Money is counted in whole nano-dollars (10⁻⁹ USD), so that sums are exact: a token's list price has at most nine
 * decimal places in almost every price list, and 2⁵³ nano-dollars are nine million dollars.
 */
export type NanoUsd = number;

const nanoPerUsd = 1_000_000_000;

/**
 * Rounded up, so that no fraction is ever spent unseen; the tolerance takes back the noise of binary fractions. What
 * is beyond exact counting becomes the largest amount that is not.
 *
 * @throws RangeError for what is no number
 */
export function nanoUsd(usd: number): NanoUsd {
  if (Number.isNaN(usd)) throw new RangeError('an amount of money is not a number');
  const nano = Math.min(Math.max(usd * nanoPerUsd, Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER);
  const tolerance = Math.max(1e-6, Math.abs(nano) * 2 * Number.EPSILON);
  // Adding zero makes the -0 that the tolerance leaves of nothing a plain one.
  return Math.ceil(nano - tolerance) + 0;
}

export function usdOf(nano: NanoUsd): number {
  return nano / nanoPerUsd;
}

/** For people: cents, and as many places more as a small amount needs to show two digits. */
export function usdText(usd: number): string {
  const size = Math.abs(usd);
  const places = size === 0 || size >= 0.1 ? 2 : Math.min(9, 1 - Math.floor(Math.log10(size)));
  return `${usd.toFixed(places)} USD`;
}
