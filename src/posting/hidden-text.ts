import { countWords } from '../text/words.ts';
import { type DomDocument, type DomElement, type DomNode, isElement, isTextNode, maxDepth } from './dom.ts';
import { type ElementStyle, pageStyles } from './page-styles.ts';

/** What children inherit and may set anew. */
interface Inherited {
  invisible: boolean;
  fontSizeZero: boolean;
  color: string | undefined;
  /** Undefined: not known (an image, or a style sheet that was not read). */
  background: string | undefined;
  /** A background is declared that is no plain colour. */
  hasImage: boolean;
}

const noStyles: Inherited = {
  invisible: false,
  fontSizeZero: false,
  color: undefined,
  background: undefined,
  hasImage: false,
};

/** Colours whose channels differ by no more than this (of 255) cannot be told apart. */
const maxCamouflageDistance = 8;

/** Classes by which the common style frameworks hide text, for pages whose style sheets are elsewhere. */
const hidingClass =
  /^(?:sr-only|visually-?hidden|screen-reader-(?:text|only)|offscreen|is-hidden|u-hidden|d-none|hidden)$/;
const showingClass = /:(?:block|flex|grid|inline|table)|^d-(?:sm|md|lg|xl|xxl)-/;

/**
 * Takes out of the document what a reader of the page does not see, and says how much that was. Text that a
 * page hides is written for machines, so nothing further on may see it.
 */
export function removeHiddenText(
  document: DomDocument,
  body: DomElement,
): { passages: number; words: number } {
  const styleOf = pageStyles(document);
  const removed = { passages: 0, words: 0 };
  const remove = (node: DomNode) => {
    const words = countWords(node.textContent ?? '');
    if (words > 0) removed.passages += 1;
    removed.words += words;
    node.remove();
  };
  const visit = (element: DomElement, from: Inherited, depth: number) => {
    const style = styleOf(element);
    // Pages that fade in hide all of themselves until their script has run.
    const isRoot = depth === 0 || element.localName === 'main';
    if (!isRoot && (hiddenByAttribute(element) || hiddenByBox(style))) return remove(element);
    if (depth > maxDepth) return remove(element);
    const own = isRoot ? { ...inherit(from, style), invisible: false } : inherit(from, style);
    const unseen =
      own.invisible ||
      own.fontSizeZero ||
      isCamouflaged(own) ||
      (hasForeignStyles && isInlineWhite(element, own));
    for (const child of [...element.childNodes]) {
      if (isElement(child)) visit(child, own, depth + 1);
      else if (isTextNode(child) && unseen && (child.textContent ?? '').trim() !== '') remove(child);
    }
  };
  const hasForeignStyles = document.querySelector('link[rel~="stylesheet"]') !== null;
  visit(body, { ...noStyles, background: hasForeignStyles ? undefined : '#ffffff' }, 0);
  return removed;
}

function hiddenByAttribute(element: DomElement): boolean {
  if (element.hasAttribute('hidden') && element.getAttribute('hidden') !== 'until-found') return true;
  if (element.getAttribute('aria-hidden') === 'true') return true;
  if (element.localName === 'dialog' && !element.hasAttribute('open')) return true;
  const classes = (element.getAttribute('class') ?? '').toLowerCase().split(/\s+/);
  return classes.some((name) => hidingClass.test(name)) && !classes.some((name) => showingClass.test(name));
}

function hiddenByBox(style: ElementStyle): boolean {
  if (style.get('display') === 'none') return true;
  if (number(style.get('opacity')) <= 0.05) return true;
  if (
    isFarAway(style.get('text-indent')) ||
    isFarAway(style.get('margin-left')) ||
    isFarAway(style.get('margin-top'))
  ) {
    return true;
  }
  const position = style.get('position');
  const lifted = position === 'absolute' || position === 'fixed' || position === 'relative';
  const sides = (['left', 'right', 'top', 'bottom'] as const).map((side) => style.get(side));
  if (lifted && sides.some(isFarAway)) return true;
  if (
    /translate[xy3d]*\([^)]*-\s*(?:\d{4,}px|[1-9]\d{2,}(?:%|vw|vh|em|rem))|scale[xy]?\(\s*0(?:\.0+)?\s*[,)]/.test(
      style.get('transform') ?? '',
    )
  ) {
    return true;
  }
  if (/rect\(\s*0(?:px)?[\s,]+0|rect\(\s*1px[\s,]+1px/.test(style.get('clip') ?? '')) return true;
  if (/inset\(\s*(?:50|100)%|circle\(\s*0/.test(style.get('clip-path') ?? '')) return true;
  const extents = [style.get('width'), style.get('height'), style.get('max-width'), style.get('max-height')];
  return /hidden|clip/.test(style.get('overflow') ?? '') && extents.some((extent) => pixels(extent) <= 1);
}

function inherit(from: Inherited, style: ElementStyle): Inherited {
  const visibility = style.get('visibility');
  const fontSize = style.get('font-size');
  const background = backgroundOf(style);
  return {
    invisible:
      visibility === undefined ? from.invisible : visibility === 'hidden' || visibility === 'collapse',
    fontSizeZero:
      fontSize === undefined || isRelative(fontSize)
        ? from.fontSizeZero || isTiny(fontSize)
        : isTiny(fontSize),
    color: style.has('color') ? colorOf(style.get('color') ?? '') : from.color,
    background: background === undefined ? from.background : background.color,
    hasImage: background === undefined ? from.hasImage : background.color === undefined,
  };
}

function isCamouflaged({ color, background }: Inherited): boolean {
  if (color === 'transparent') return true;
  if (color === undefined || background === undefined) return false;
  return color === background || distance(color, background) <= maxCamouflageDistance;
}

/** White written into the element itself, on a background that nothing on the page declares. */
function isInlineWhite(element: DomElement, { color, background, hasImage }: Inherited): boolean {
  const isInline = element.hasAttribute('style') && element.style.getPropertyValue('color') !== '';
  const isHeading = /^h[1-6]$/.test(element.localName);
  return (
    isInline &&
    !isHeading &&
    !hasImage &&
    background === undefined &&
    isCamouflaged({ ...noStyles, color, background: '#ffffff' })
  );
}

/** Largest difference of two colours' channels, 0–255; infinite where one is not known by its channels. */
function distance(one: string, other: string): number {
  const channels = (color: string) => [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  if (!one.startsWith('#') || !other.startsWith('#')) return Number.POSITIVE_INFINITY;
  const others = channels(other);
  return Math.max(...channels(one).map((channel, index) => Math.abs(channel - (others[index] ?? 0))));
}

/** Undefined: nothing declared. `color` undefined: declared, but not a plain colour. */
function backgroundOf(style: ElementStyle): { color: string | undefined } | undefined {
  const images = `${style.get('background-image') ?? ''} ${style.get('background') ?? ''}`;
  if (/url\(|gradient\(|image\(/.test(images)) return { color: undefined };
  const written = style.get('background-color') ?? style.get('background');
  if (written === undefined || written === 'none' || written === 'inherit') return undefined;
  const color = colorOf(written);
  return color === 'transparent' ? undefined : { color };
}

const namedColors: Record<string, string> = { white: '#ffffff', black: '#000000' };

/** A plain colour as six hexadecimal digits; undefined for what is not one. */
function colorOf(written: string): string | undefined {
  const short = /^#([\da-f])([\da-f])([\da-f])$/.exec(written);
  if (short !== null)
    return `#${short
      .slice(1)
      .map((digit) => digit + digit)
      .join('')}`;
  if (/^#[\da-f]{6}$/.test(written)) return written;
  if (/^#[\da-f]{6}00$|^#[\da-f]{3}0$|^transparent$/.test(written)) return 'transparent';
  const parts = /^rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)(?:[\s,/]+([\d.]+%?))?\s*\)$/.exec(written);
  if (parts !== null) {
    if (parts[4] !== undefined && Number.parseFloat(parts[4]) === 0) return 'transparent';
    return `#${parts
      .slice(1, 4)
      .map((part) => Number(part).toString(16).padStart(2, '0'))
      .join('')}`;
  }
  return namedColors[written] ?? (/^[a-z]+$/.test(written) ? written : undefined);
}

function isFarAway(length: string | undefined): boolean {
  const written = /^-\s*([\d.]+)(px|em|rem|%|vw|vh|pt|cm|in)?$/.exec(length ?? '');
  if (written === null) return false;
  const amount = Number(written[1]);
  return /^(?:px|pt)?$/.test(written[2] ?? '') ? amount >= 900 : amount >= (written[2] === '%' ? 300 : 60);
}

function isRelative(fontSize: string): boolean {
  return /(?:[^r]em|%)$|^(?:smaller|larger|inherit)$/.test(fontSize);
}

function isTiny(fontSize: string | undefined): boolean {
  const written = /^([\d.]+)(px|pt|em|rem|%|vw|vh)?$/.exec(fontSize ?? '');
  if (written === null) return false;
  const amount = Number(written[1]);
  return (
    amount === 0 ||
    (/^(?:px|pt)$/.test(written[2] ?? '') && amount <= 2) ||
    (written[2] === '%' && amount <= 5)
  );
}

function pixels(length: string | undefined): number {
  const written = /^([\d.]+)(?:px)?$/.exec(length ?? '');
  return written === null ? Number.POSITIVE_INFINITY : Number(written[1]);
}

function number(written: string | undefined): number {
  const value = Number.parseFloat(written ?? '');
  return Number.isNaN(value) ? Number.POSITIVE_INFINITY : /%$/.test(written ?? '') ? value / 100 : value;
}
