/**
 * The few parts of the DOM that the readers use, so that neither the browser's type library nor the parser's
 * own types are needed.
 */
export interface DomNode {
  readonly nodeType: number;
  readonly childNodes: Iterable<DomNode>;
  readonly parentElement: DomElement | null;
  textContent: string | null;
  remove(): void;
}

export interface DomElement extends DomNode {
  readonly localName: string;
  readonly id: string;
  readonly children: Iterable<DomElement>;
  readonly style: StyleDeclaration;
  getAttribute(name: string): string | null;
  hasAttribute(name: string): boolean;
  querySelector(selector: string): DomElement | null;
  querySelectorAll(selector: string): Iterable<DomElement>;
  contains(node: DomNode): boolean;
  closest(selector: string): DomElement | null;
}

export interface DomDocument extends DomNode {
  readonly documentElement: DomElement;
  querySelector(selector: string): DomElement | null;
  querySelectorAll(selector: string): Iterable<DomElement>;
}

export interface StyleDeclaration {
  getPropertyValue(property: string): string;
  /** A function in rules of a sheet; the parser's inline styles answer any name with a text. */
  readonly getPropertyPriority?: unknown;
}

export function isElement(node: DomNode): node is DomElement {
  return node.nodeType === 1;
}

export function isTextNode(node: DomNode): boolean {
  return node.nodeType === 3;
}

/** Deeper than this no page nests on purpose; what lies below is left out instead of exhausting the stack. */
export const maxDepth = 400;

/**
 * Parses a page or a fragment of one.
 */
export async function parseHtml(html: string): Promise<{ document: DomDocument; body: DomElement }> {
  // The library in one file: as many small ones it takes three times as long to load.
  const { parseHTML } = await import('linkedom/worker');
  const whole = /<body[\s>]/i.test(html) ? html : wrapped(html);
  const document = parseHTML(whole).document as unknown as DomDocument;
  return { document, body: document.querySelector('body') ?? document.documentElement };
}

/** Browsers add a missing body; the parser does not, and then the head's text would count as the page's. */
function wrapped(html: string): string {
  const inner = html.replaceAll(/<!doctype[^>]*>|<\/?html(?:\s[^>]*)?>/gi, '');
  const headEnd = /<\/head>/i.exec(inner);
  if (headEnd === null) return `<!doctype html><html><head></head><body>${inner}</body></html>`;
  const cut = headEnd.index + headEnd[0].length;
  return `<!doctype html><html>${inner.slice(0, cut)}<body>${inner.slice(cut)}</body></html>`;
}
