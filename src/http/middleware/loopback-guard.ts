import { BlockList, isIP } from 'node:net';
import type { MiddlewareHandler } from 'hono';
import { RequestError } from '../request-error.ts';

const loopbackAddresses = new BlockList();
loopbackAddresses.addSubnet('127.0.0.0', 8, 'ipv4');
loopbackAddresses.addAddress('::1', 'ipv6');

/**
 * Answers only under a loopback name or address: a page whose name was rebound to this machine (DNS rebinding)
 * still sends its own name as `Host`.
 *
 * @param openPaths paths without anything to protect, for probes that come under any name
 */
export function loopbackGuard(openPaths: ReadonlySet<string>): MiddlewareHandler {
  return async function loopbackGuard(c, next) {
    const host = hostnameOf(c.req.header('host'));
    if (!openPaths.has(c.req.path) && (host === undefined || !isLoopback(host))) {
      throw new RequestError(403, 'HOST_REFUSED', 'the service does not answer under this host name', {
        where: 'Host',
        action: 'call it as localhost or 127.0.0.1',
      });
    }
    await next();
  };
}

/** Whether a host name or an address without brackets can only mean this machine. */
function isLoopback(host: string): boolean {
  const name = host.toLowerCase();
  const version = isIP(name);
  if (version !== 0) return loopbackAddresses.check(name, version === 4 ? 'ipv4' : 'ipv6');
  return name === 'localhost' || name.endsWith('.localhost');
}

/** Lower case, without port and brackets, odd ways to write an IPv4 address made plain. */
function hostnameOf(host: string | undefined): string | undefined {
  if (host === undefined || /[/?#@\\\s]/.test(host)) return undefined;
  const url = URL.parse(`http://${host}`);
  return url?.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
}
