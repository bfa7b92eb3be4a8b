import type { DomDocument, DomElement, StyleDeclaration } from './dom.ts';

/** Properties by which a page can hide text. */
const watched = [
  'display',
  'visibility',
  'opacity',
  'font-size',
  'text-indent',
  'position',
  'left',
  'right',
  'top',
  'bottom',
  'margin-left',
  'margin-top',
  'transform',
  'clip',
  'clip-path',
  'width',
  'height',
  'max-height',
  'max-width',
  'overflow',
  'color',
  'background',
  'background-color',
  'background-image',
] as const;

export type WatchedProperty = (typeof watched)[number];

/** The declared value of each watched property of an element, as the cascade leaves it. */
export type ElementStyle = ReadonlyMap<WatchedProperty, string>;

/** A CSS rule as the parser gives it; at-rules hold rules of their own. */
interface CssRule {
  selectorText?: string;
  style?: StyleDeclaration;
  cssRules?: Iterable<CssRule>;
  media?: { mediaText?: string };
}

/** Beyond this many rules that could hide something the rest is not looked at: time must stay bounded. */
const maxRules = 4_000;

const inlineWeight = 1e9;
const importantWeight = 1e10;

/** Reads the page's own `<style>` rules and inline styles. External style sheets are never fetched. */
export function pageStyles(document: DomDocument): (element: DomElement) => ElementStyle {
  const found = new Map<DomElement, Map<WatchedProperty, { value: string; weight: number }>>();
  const put = (element: DomElement, property: WatchedProperty, value: string, weight: number) => {
    let styles = found.get(element);
    if (styles === undefined) {
      styles = new Map();
      found.set(element, styles);
    }
    const known = styles.get(property);
    if (known === undefined || known.weight <= weight) styles.set(property, { value, weight });
  };
  let order = 0;
  for (const rule of allRules(document)) {
    if (order >= maxRules) break;
    order += 1;
    applyRule(rule, order, document, put);
  }
  return (element) => {
    for (const [property, value, important] of element.hasAttribute('style')
      ? declarations(element.style)
      : []) {
      put(element, property, value, inlineWeight + (important ? importantWeight : 0));
    }
    return new Map([...(found.get(element) ?? [])].map(([property, { value }]) => [property, value]));
  };
}

function applyRule(
  rule: CssRule,
  order: number,
  document: DomDocument,
  put: (element: DomElement, property: WatchedProperty, value: string, weight: number) => void,
): void {
  const declared = rule.style === undefined ? [] : declarations(rule.style);
  if (declared.length === 0) return;
  for (const selector of splitSelectors(rule.selectorText ?? '')) {
    // States and generated content say nothing about how the page looks at rest.
    if (/:(?:hover|focus|active|visited|target|checked|before|after|first-letter|:)/.test(selector)) continue;
    for (const element of matching(document, selector)) {
      for (const [property, value, important] of declared) {
        put(
          element,
          property,
          value,
          specificity(selector) * 1e5 + order + (important ? importantWeight : 0),
        );
      }
    }
  }
}

function* allRules(document: DomDocument): Generator<CssRule> {
  for (const element of document.querySelectorAll('style')) {
    const media = element.getAttribute('media');
    if (media !== null && !appliesOnScreen(media)) continue;
    try {
      yield* flatten((element as unknown as { sheet: { cssRules: Iterable<CssRule> } }).sheet.cssRules);
    } catch {
      // A sheet that no parser understands hides nothing in a browser either.
    }
  }
}

function* flatten(rules: Iterable<CssRule>): Generator<CssRule> {
  for (const rule of rules) {
    if (rule.selectorText !== undefined) yield rule;
    else if (rule.cssRules !== undefined && appliesOnScreen(rule.media?.mediaText ?? 'all'))
      yield* flatten(rule.cssRules);
  }
}

/** Whether a media query holds for an ordinary desktop screen, as far as that can be told. */
function appliesOnScreen(media: string): boolean {
  const query = media.trim().toLowerCase();
  if (query === '') return true;
  return !/\bprint\b|\bspeech\b|max-(?:device-)?width|width\s*<|prefers-|orientation:\s*portrait|not\s+(?:screen|all)/.test(
    query,
  );
}

function declarations(style: StyleDeclaration): [WatchedProperty, string, boolean][] {
  const declared: [WatchedProperty, string, boolean][] = [];
  for (const property of watched) {
    const written = style.getPropertyValue(property)?.trim().toLowerCase() ?? '';
    if (written === '') continue;
    const important = isImportant(style, property, written);
    declared.push([property, written.replace(/\s*!important$/, ''), important]);
  }
  return declared;
}

function matching(document: DomDocument, selector: string): Iterable<DomElement> {
  try {
    return document.querySelectorAll(selector);
  } catch {
    return [];
  }
}

/** Splits at the commas that are not within brackets. */
function splitSelectors(list: string): string[] {
  return list.split(/,(?![^(]*\))/).map((selector) => selector.trim());
}

/** Ids, classes and tags weighed as in CSS Selectors 4, section 17, near enough for real pages. */
function specificity(selector: string): number {
  const ids = selector.match(/#[\w-]+/g)?.length ?? 0;
  const classes = selector.match(/\.[\w-]+|\[[^\]]*\]|(?<!:):[\w-]+/g)?.length ?? 0;
  const tags = selector.match(/(?:^|[\s>+~])[a-z][\w-]*/gi)?.length ?? 0;
  return Math.min(ids, 9) * 100 + Math.min(classes, 9) * 10 + Math.min(tags, 9);
}

/** Inline declarations of the parser keep `!important` in the value and have no priority to ask for. */
function isImportant(style: StyleDeclaration, property: string, written: string): boolean {
  if (written.endsWith('!important')) return true;
  return (
    typeof style.getPropertyPriority === 'function' && style.getPropertyPriority(property) === 'important'
  );
}
