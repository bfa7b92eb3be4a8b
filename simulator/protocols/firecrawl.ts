import type { Usage } from '../../src/providers/usage.ts';
import { companyOfQuery, companyOfUrl, inventedPages } from '../answers/invented-company.ts';
import {
  type AnswerContext,
  BadQuestion,
  type Protocol,
  parseJson,
  type Question,
  type Refusal,
} from './protocol.ts';

interface ScraperQuestion extends Question {
  url?: string;
  query?: string;
  limit: number;
  scrapesHits: boolean;
}

const messages: Record<Refusal['reason'], string> = {
  'rate-limit': 'Rate limit exceeded. Please wait and try again later.',
  quota: 'Insufficient credits to perform this request.',
  invalid: 'Bad Request',
  key: 'Unauthorized: Invalid token',
  payment: 'Insufficient credits to perform this request. For more credits, upgrade your plan.',
  forbidden: 'This website is not supported.',
  model: 'Not found',
  path: 'Not found',
  'too-large': 'Request entity too large',
  server: 'An unexpected error occurred on the server.',
  overloaded: 'The server is overloaded.',
};

/**
 * Firecrawl, version 2 (https://docs.firecrawl.dev/api-reference/v2-introduction): one credit a page, two per ten
 * hits of a search. It fetches nothing: its pages are of invented companies.
 */
export const firecrawl: Protocol<ScraperQuestion> = {
  operationOf(method, path) {
    if (method !== 'POST') return 'unknown';
    if (/^(?:\/v2)?\/scrape$/.test(path)) return 'scrape';
    return /^(?:\/v2)?\/search$/.test(path) ? 'search' : 'unknown';
  },
  read({ operation, body }) {
    const request = parseJson(body);
    const limit = typeof request.limit === 'number' && request.limit > 0 ? request.limit : 5;
    const base = { operation, stream: false, limit, scrapesHits: request.scrapeOptions !== undefined };
    if (operation === 'search') {
      if (typeof request.query !== 'string' || request.query === '') throw new BadQuestion('query: Required');
      return { ...base, query: request.query };
    }
    if (typeof request.url !== 'string' || !URL.canParse(request.url))
      throw new BadQuestion('url: Invalid URL');
    return { ...base, url: request.url };
  },
  answer(question, context) {
    const fault = context.fault?.fault;
    const { body, credits } =
      question.query === undefined ? scraped(question, context) : searched(question, context);
    const units = fault === 'usage-high' ? credits * 1000 : fault === 'usage-negative' ? -credits : credits;
    const usage: Usage | undefined = fault === 'usage-missing' ? undefined : { units };
    const whole = fault === 'schema-break' ? { success: true, data: 42 } : body(usage?.units);
    return {
      contentType: 'application/json',
      pieces: [JSON.stringify(whole)],
      billed: { units: credits },
      ...(usage === undefined ? {} : { usage }),
    };
  },
  refuse: ({ reason, message, retryDelayS }) => ({
    contentType: 'application/json',
    body: JSON.stringify({
      success: false,
      error: message ?? messages[reason],
      ...(retryDelayS === undefined ? {} : { retryDelay: `${retryDelayS}s` }),
    }),
  }),
  failInStream: () => JSON.stringify({ success: false, error: messages.server }),
  garble: (_question, whole) => `${String(whole).slice(0, -1)}]`,
  endless: () => ({
    contentType: 'application/json',
    head: '{"success":true,"data":{"markdown":"',
    filler: 'and so on '.repeat(6000),
  }),
};

function scraped({ url = '' }: ScraperQuestion, { seed, fault, sequence }: AnswerContext) {
  const pages = inventedPages(companyOfUrl(url), seed);
  const page = pages.find((known) => known.url === url) ?? pages[0];
  const markdown = fault?.fault === 'empty' ? '' : (page?.markdown ?? '');
  const metadata = {
    title: page?.title,
    description: page?.description,
    language: 'en',
    sourceURL: url,
    url,
  };
  return {
    credits: 1,
    body: (credits: number | undefined) => ({
      success: true,
      data: {
        markdown,
        metadata: {
          ...metadata,
          statusCode: 200,
          contentType: 'text/html',
          scrapeId: `sim-${sequence}`,
          ...(credits === undefined ? {} : { creditsUsed: credits }),
        },
      },
    }),
  };
}

function searched({ query = '', limit, scrapesHits }: ScraperQuestion, { seed, fault }: AnswerContext) {
  const pages = fault?.fault === 'empty' ? [] : inventedPages(companyOfQuery(query), seed).slice(0, limit);
  const web = pages.map(({ url, title, description, markdown }, index) => ({
    url,
    title,
    description,
    position: index + 1,
    ...(scrapesHits ? { markdown } : {}),
  }));
  return {
    credits: 2 * Math.ceil(limit / 10) + (scrapesHits ? web.length : 0),
    body: (credits: number | undefined) => ({
      success: true,
      data: { web },
      ...(credits === undefined ? {} : { creditsUsed: credits }),
    }),
  };
}
