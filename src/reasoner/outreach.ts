export interface Outreach {
  /** At most 200 characters. */
  linkedInNote: string;
  email: {
    /** 5–10 words. */
    subject: string;
    /** 95–205 words, paragraphs parted by an empty line. */
    body: string;
  };
}
