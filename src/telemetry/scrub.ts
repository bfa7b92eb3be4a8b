/**
 * The last line of defence: what looks like a credential or a personal address is taken out of whatever text
 * is about to leave by a log line or a span. Nothing may rely on it; content is not to get there at all.
 */

/** Credentials in addresses, however the password is written: everything up to the last `@` of the word. */
const urlCredentials = /([a-z][a-z0-9+.-]*:\/\/)[^\s"]*@/giu;

const email = /[\p{L}\p{N}][\p{L}\p{N}.!#$%&'+=?^_{|}~-]*@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;

/** Keys of the usual vendors by their prefixes, bearer and basic credentials, JSON web tokens, private keys. */
const credentials = [
  /\b(?:sk|pk|rk|fc|hf|gsk|xai|r8|lsv2)[-_][A-Za-z0-9_-]{8,}/g,
  /\b(?:gh[opsur]|github_pat|glpat|xox[abeprs])[-_][A-Za-z0-9_-]{10,}/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\bAIza[\w-]{30,}/g,
  /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
];
const authorization = /\b(Bearer|Basic)\s+[\w.~+/=-]{6,}/gi;
const namedSecret =
  /\b((?:api[-_ ]?key|access[-_ ]?token|auth[-_ ]?token|client[-_ ]?secret|secret|password|passwd|pwd)["']?\s*[=:]\s*["']?)[^\s"',;&]+/gi;

/** Numbers as people write them down for others abroad; times and amounts do not look like this. */
const phone = /\+\d[\d ().-]{7,}\d/g;

export function scrub(text: string): string {
  let clean = text.replace(urlCredentials, '$1***@').replace(email, '[email]');
  for (const pattern of credentials) clean = clean.replace(pattern, '[secret]');
  return clean
    .replace(authorization, '$1 [secret]')
    .replace(namedSecret, '$1[secret]')
    .replace(phone, '[phone]');
}

const secretFieldName =
  /^(?:.*[-_.])?(?:authorization|cookie|set-cookie|password|passwd|secret|api[-_]?key|access[-_]?token|auth[-_]?token)$/i;

/** The same for a value of JSON, through and through; fields named like a secret are masked whatever they hold. */
function scrubValue(value: unknown, name = ''): unknown {
  if (value !== null && value !== undefined && secretFieldName.test(name)) return '[secret]';
  if (typeof value === 'string') return scrub(value);
  if (Array.isArray(value)) return value.map((item) => scrubValue(item, name));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, scrubValue(part, key)]));
}

/**
 * Anything that `scrubValue` could change holds one of these, so that most lines are passed on untouched. No word
 * boundaries: in JSON an escape such as `\n` may stand right before a key.
 */
const doubtful =
  /@|(?:sk|pk|rk|fc|hf|gsk|xai|r8|lsv2|gh[opsur]|github_pat|glpat|xox[abeprs])[-_]|AKIA|ASIA|AIza|eyJ|PRIVATE KEY|bearer|basic|authorization|cookie|password|passwd|pwd|secret|api[-_ ]?key|(?:access|auth)[-_ ]?token|\+\d/i;

/** Names and identifiers come again and again, and looking one up costs a tenth of scrubbing it. */
const remembered = new Map<string, string>();
const mostRemembered = 1000;
const longestRemembered = 100;

/** `scrub` for the short values that spans repeat. */
export function scrubRepeated(text: string): string {
  if (text.length > longestRemembered) return scrub(text);
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const clean = scrub(text);
  if (remembered.size >= mostRemembered) remembered.clear();
  remembered.set(text, clean);
  return clean;
}

/** A line of JSON without what is not to be in it; a line that is not JSON is scrubbed as text. */
export function scrubLine(line: string): string {
  if (!doubtful.test(line)) return line;
  try {
    return `${JSON.stringify(scrubValue(JSON.parse(line)))}\n`;
  } catch {
    return scrub(line);
  }
}
