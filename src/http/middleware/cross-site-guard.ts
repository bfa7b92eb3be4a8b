import type { MiddlewareHandler } from 'hono';
import { RequestError } from '../request-error.ts';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses what a browser sends on behalf of a page of another origin. Other programs send neither of the two
 * headers and pass. `same-site` is refused as well: another port of this machine is the same site.
 */
export function crossSiteGuard(): MiddlewareHandler {
  return async function crossSiteGuard(c, next) {
    if (!safeMethods.has(c.req.method)) {
      const site = c.req.header('sec-fetch-site');
      const origin = c.req.header('origin');
      const foreignSite = site !== undefined && site !== 'same-origin' && site !== 'none';
      const foreignOrigin =
        origin !== undefined && URL.parse(origin)?.host !== c.req.header('host')?.toLowerCase();
      if (foreignSite || foreignOrigin) {
        throw new RequestError(403, 'CROSS_SITE_REFUSED', 'the request comes from a page of another origin', {
          where: foreignOrigin ? 'Origin' : 'Sec-Fetch-Site',
          action: 'send it from a program, or from a page of this service',
        });
      }
    }
    await next();
  };
}
