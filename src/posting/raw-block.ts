/** A piece of a posting as a format's reader finds it, before chrome is dropped and facts are told. */
export interface RawBlock {
  kind: 'heading' | 'paragraph' | 'item';
  /** Single line. */
  text: string;
  /** For headings: 1–6 as marked up, 7 for a line that only looks like one. */
  level?: number;
  /** The markup makes the whole piece stand out as bold. */
  emphasised?: boolean;
  /** The bold text that the piece begins with, where it goes on in plain type. */
  boldStart?: string;
  /** The piece consists of nothing but several links, as navigation does. */
  onlyLinks?: boolean;
}

/** What a posting says about itself outside its wording: JSON-LD, front matter, the page's title. */
export interface DeclaredFacts {
  title?: string;
  company?: string;
  location?: string;
  url?: string;
  datePosted?: string;
  validThrough?: string;
  employmentType?: string;
  salary?: string;
}

/** What a format's reader gives. */
export interface RawPosting {
  blocks: RawBlock[];
  declared: DeclaredFacts;
  /** The page's `<title>`, which often names role and company. */
  pageTitle?: string;
  /** Text in which nothing but facts about the page may be looked for: footers, navigation. */
  chrome: string[];
  notes: string[];
}
