import { type DomDocument, type DomElement, parseHtml } from './dom.ts';
import { removeHiddenText } from './hidden-text.ts';
import { htmlBlocks } from './html-blocks.ts';
import { readJobPostings } from './job-posting-json-ld.ts';
import type { RawPosting } from './raw-block.ts';

/** Never shown as text, or shown as controls. `form` stays: whole pages are wrapped in one. */
const neverText =
  'script, style, template, noscript, svg, math, iframe, object, embed, canvas, audio, video, img, picture, map, ' +
  'button, input, select, textarea, datalist, optgroup, progress, meter';

const chromeSelector =
  'nav, [role="navigation"], [role="banner"], [role="contentinfo"], [role="search"], [role="dialog"], ' +
  '[role="alertdialog"], [role="alert"], [role="menu"], [role="menubar"], [role="tablist"], [role="toolbar"]';

/** Whole words of a class or id by which sites call their chrome. */
const chromeName =
  /^(?:cookies?|consent|gdpr|ccpa|breadcrumbs?|crumbs?|navbar|nav|topbar|topnav|masthead|sidebar-nav|share|sharing|social|newsletter|subscribe|signup|skip|skiplink|skip-link|pagination|pager|banner|ads?|advert|advertisement|promo|related|similar|recommended|recommendations)$/;

const relatedHeading =
  /\b(?:similar|other|related|more|recommended|further|latest|featured)\b.{0,30}\b(?:jobs?|positions?|vacanc(?:y|ies)|openings?|roles?|opportunit(?:y|ies)|posts?|postings?)\b|\bnewsletter\b|\bsubscribe\b|\bjob alerts?\b/i;

/** Reads a web page: what a reader sees of it, and what it declares as schema.org `JobPosting`. */
export async function readHtmlPosting(html: string): Promise<RawPosting> {
  const { document, body } = await parseHtml(html);
  const notes: string[] = [];
  const jsonLd = [...document.querySelectorAll('script')]
    .filter((script) => /^application\/ld\+json/i.test(script.getAttribute('type')?.trim() ?? ''))
    .map((script) => script.textContent ?? '');
  const { declared, description, count } = readJobPostings(jsonLd);
  if (count > 1) notes.push(`The page declares ${count} job postings; the first one was taken.`);

  const hidden = removeHiddenText(document, body);
  if (hidden.passages > 0) {
    const passages = hidden.passages === 1 ? '1 hidden passage' : `${hidden.passages} hidden passages`;
    notes.push(`${passages} (${hidden.words} words) ignored.`);
  }
  removeAll(document, neverText);
  const chrome = removeChrome(document, body);
  const root = mainPart(document, body);
  for (const part of outside(body, root)) chrome.push(part);
  if (chrome.length > 0) notes.push('Navigation, banners, footers and lists of other jobs were ignored.');

  let blocks = htmlBlocks(root);
  if (description !== undefined && !hasPostingText(blocks.map((block) => block.text))) {
    blocks = await fragmentBlocks(description);
    notes.push('The page shows no posting; the description in its structured data was read instead.');
  }
  const pageTitle = document.querySelector('head title')?.textContent?.replaceAll(/\s+/g, ' ').trim();
  return { blocks, declared, ...(pageTitle ? { pageTitle } : {}), chrome, notes };
}

async function fragmentBlocks(html: string): Promise<RawPosting['blocks']> {
  const { document, body } = await parseHtml(html);
  removeHiddenText(document, body);
  removeAll(document, neverText);
  return htmlBlocks(body);
}

/** A posting has sentences; what script-only pages show without their script has none. */
function hasPostingText(texts: readonly string[]): boolean {
  return texts.join(' ').split(/\s+/u).length >= 40 && texts.some((text) => text.split(' ').length >= 8);
}

function removeAll(document: DomDocument, selector: string): void {
  for (const element of [...document.querySelectorAll(selector)]) element.remove();
}

/** Takes the page's chrome out and gives back its text. */
function removeChrome(document: DomDocument, body: DomElement): string[] {
  const total = lengthOf(body);
  const taken: string[] = [];
  const take = (element: DomElement) => {
    if (!body.contains(element) || element === body) return;
    const text = (element.textContent ?? '').replaceAll(/\s+/g, ' ').trim();
    // What holds the posting's title or most of the page is the page, whatever its author calls it.
    if (element.localName === 'main' || element.querySelector('main, h1') !== null) return;
    if (text.length * 2 > total) return;
    if (text !== '') taken.push(text);
    element.remove();
  };
  for (const element of [...document.querySelectorAll(chromeSelector)]) take(element);
  for (const element of [...document.querySelectorAll('header, footer')]) {
    if (element.closest('main, article') === null) take(element);
  }
  for (const element of [...document.querySelectorAll('aside, [role="complementary"]')]) {
    if (isAboutOtherThings(element)) take(element);
  }
  for (const element of [...body.querySelectorAll('[class], [id]')]) {
    if (hasChromeName(element)) take(element);
  }
  for (const element of [...body.querySelectorAll('section, div')]) {
    const heading = element.querySelector('h2, h3, h4, h5, h6');
    const opens = heading !== null && relatedHeading.test(heading.textContent ?? '');
    if (opens && linkShare(element) > 0.5) take(element);
  }
  return taken;
}

function isAboutOtherThings(aside: DomElement): boolean {
  const heading =
    aside.querySelector('h1, h2, h3, h4, h5, h6, strong, b, p')?.textContent ?? aside.textContent ?? '';
  return relatedHeading.test(heading) || aside.querySelector('form') !== null || linkShare(aside) > 0.5;
}

function hasChromeName(element: DomElement): boolean {
  if (/^(?:html|body|main|article)$/.test(element.localName)) return false;
  const names = `${element.getAttribute('class') ?? ''} ${element.id}`.toLowerCase().split(/\s+/);
  const parts = names.flatMap((name) => [name, ...name.split(/[-_]+/)]);
  if (!parts.some((part) => chromeName.test(part))) return false;
  // A posting's own part may be called "related-experience": prose stays, short or linked text goes.
  const isCookieBar = parts.some((part) => /^(?:cookies?|consent|gdpr|ccpa)$/.test(part));
  return isCookieBar || lengthOf(element) < 200 || linkShare(element) > 0.4;
}

function linkShare(element: DomElement): number {
  let linked = 0;
  for (const link of element.querySelectorAll('a')) linked += lengthOf(link);
  return linked / Math.max(1, lengthOf(element));
}

function lengthOf(element: DomElement): number {
  return (element.textContent ?? '').replaceAll(/\s+/g, ' ').trim().length;
}

/** The part that the page itself calls its main one, if that holds most of what is left. */
function mainPart(document: DomDocument, body: DomElement): DomElement {
  const total = lengthOf(body);
  const candidates = ['[itemtype*="JobPosting"]', 'main', '[role="main"]', 'article'];
  for (const selector of candidates) {
    const found = [...document.querySelectorAll(selector)];
    const largest = found.reduce<DomElement | undefined>(
      (best, element) => (best === undefined || lengthOf(element) > lengthOf(best) ? element : best),
      undefined,
    );
    if (largest !== undefined && lengthOf(largest) >= total * 0.6) return largest;
  }
  return body;
}

function outside(body: DomElement, root: DomElement): string[] {
  if (root === body) return [];
  const all = (body.textContent ?? '').replaceAll(/\s+/g, ' ').trim();
  const inner = (root.textContent ?? '').replaceAll(/\s+/g, ' ').trim();
  const rest = all.replace(inner, ' ').trim();
  return rest === '' ? [] : [rest];
}
