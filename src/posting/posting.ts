/**
 * A job posting as every reader gives it. `text` is the visible wording with markup, hidden parts and page
 * chrome taken away; each quote that a later layer makes is a verbatim substring of it.
 */
export interface Posting {
  title: string;
  company?: string;
  location?: string;
  /** Address that the posting itself names (a JSON-LD `url`, front matter), never fetched by the readers. */
  url?: string;
  datePosted?: string;
  validThrough?: string;
  employmentType?: string;
  /** Salary as the posting words it. */
  salary?: string;
  text: string;
  /** `text` in pieces and in order; every `block.text` is a substring of `text`. */
  blocks: PostingBlock[];
  source: PostingSource;
  /** What the reader left out or doubted, in words for people ("2 hidden passages ignored"). */
  notes: string[];
}

export interface PostingBlock {
  /** `p1`, `p2`, … in reading order. */
  id: string;
  kind: 'heading' | 'paragraph' | 'item';
  text: string;
  /** Headings above this block, outermost first; the posting's title is left out. */
  headings: string[];
}

export interface PostingSource {
  format: 'text' | 'markdown' | 'html';
  /** File name or `stdin` or `request`; no folders, so that the same input gives the same bytes anywhere. */
  name: string;
  /** `sha256:` and the hex digest of the bytes as handed in. */
  hash: string;
  sizeBytes: number;
}
