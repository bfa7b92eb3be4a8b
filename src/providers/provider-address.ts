import { StrataError } from '../error.ts';
import type { ProviderName } from './provider-name.ts';
import { providerSettings } from './provider-settings.ts';

/** Where a provider is, and the credentials that stood in its URL, as a header. */
export interface ProviderAddress {
  /** Without credentials, query and trailing slash. */
  baseUrl: string;
  authorization?: string;
}

/**
 * Reads a base URL as people write it.
 *
 * @param versionPath appended when the URL names a server alone: `http://localhost:11434` means its `/v1`
 * @throws StrataError `PROVIDER_URL_INVALID` of kind `configuration`; it never repeats the URL, which may hold a key
 */
export function providerAddress(provider: ProviderName, text: string, versionPath = ''): ProviderAddress {
  const url = URL.parse(text.trim());
  if (url === null) throw invalidAddress(provider, 'is not a URL');
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw invalidAddress(provider, 'is neither http nor https');
  if (url.search !== '' || url.hash !== '') throw invalidAddress(provider, 'has a query or a fragment');
  const path = url.pathname.replace(/\/+$/, '');
  const address = { baseUrl: `${url.origin}${path === '' ? versionPath : path}` };
  if (url.username === '' && url.password === '') return address;
  const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return { ...address, authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
}

export function invalidAddress(provider: ProviderName, fault: string): StrataError {
  const { url } = providerSettings[provider];
  return new StrataError('PROVIDER_URL_INVALID', `the address of ${provider} ${fault}`, {
    kind: 'configuration',
    where: url,
    action: `set ${url} to the address of a server, like http://localhost:8080`,
  });
}
