import { isLegalForm } from '../../text/legal-forms.ts';

/** How an employer's own site is known. */
export interface CompanySite {
  /** The name in lower case without legal form and marks; empty where nothing is left. */
  key: string;
  /** Names that the site's domain may have. */
  domains: ReadonlySet<string>;
}

const articles = new Set(['the', 'and', 'of', 'for', 'der', 'die', 'das', 'und', 'la', 'le', 'el', 'de']);
const shortestDomain = 3;

export function siteOf(company: string): CompanySite {
  const words = company
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && !isLegalForm(word));
  const telling = words.filter((word) => !articles.has(word));
  const [first = ''] = telling;
  const acronym = telling.map((word) => word.slice(0, 1)).join('');
  const domains = [words.join(''), telling.join(''), ...(first.length >= 5 ? [first] : []), acronym];
  return {
    key: words.join('-'),
    domains: new Set(domains.filter((domain) => domain.length >= shortestDomain)),
  };
}

/**
 * Whether an address is a public web page under one of the company's domains. Addresses by number, names without a
 * dot, other ports and anything with a password in it are never handed to the scraper.
 */
export function isOnSite(address: string, { domains }: CompanySite): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, port, username, password } = new URL(address);
  if (!/^https?:$/u.test(protocol) || port !== '' || username !== '' || password !== '') return false;
  if (!/^(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]+$/u.test(hostname)) return false;
  if (/\.(?:local|localhost|internal|intranet|lan|home|corp|arpa|onion)$/u.test(hostname)) return false;
  return domains.has(domainOf(hostname).replaceAll('-', ''));
}

/** Labels that registries put between a country's and the owner's. */
const secondLevels = new Set([
  'co',
  'com',
  'org',
  'net',
  'ac',
  'gov',
  'gob',
  'edu',
  'ltd',
  'plc',
  'nhs',
  'sch',
  'or',
  'ne',
]);

/** `example` of `www.example.co.uk`: the label that somebody registered. */
function domainOf(hostname: string): string {
  const labels = hostname.split('.');
  const [second = '', last = ''] = labels.slice(-2);
  const hasLongSuffix = labels.length > 2 && last.length === 2 && secondLevels.has(second);
  return labels.at(hasLongSuffix ? -3 : -2) ?? '';
}
