import type { LayerContext } from '../../engine/layer.ts';
import { reasonToStandIn } from '../../engine/stand-in.ts';
import type { WebPage } from '../../providers/scraper.ts';
import type { CompanyPages } from './company-pages.ts';

/**
 * Pages of an employer's site for a layer. Where the scraper is configured and cannot be used, the layer goes on
 * without pages and says so, if the job allows it.
 *
 * @param search absent: no scraper is configured
 * @throws ParkJob; what reasonToStandIn throws
 */
export async function pagesFor(
  search: CompanyPages | undefined,
  company: string | undefined,
  topic: 'about' | 'people',
  context: LayerContext,
): Promise<readonly WebPage[]> {
  if (search === undefined || company === undefined || company === '') return [];
  try {
    context.patience.throwIfAborted();
    return await search.find(company, topic, { scope: context.scope, signal: context.patience });
  } catch (cause) {
    const reason = reasonToStandIn(context, context.patience.aborted ? context.patience.reason : cause);
    context.degrade(
      'SCRAPER_UNAVAILABLE',
      topic === 'about'
        ? `company pages: ${reason.message}; the brief is of the posting alone`
        : `people pages: ${reason.message}; contacts are of the posting alone`,
    );
    return [];
  }
}
