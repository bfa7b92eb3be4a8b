export interface Contact {
  /** A person's name when `synthetic` is false, otherwise a role ("Hiring manager, Platform team at X"). */
  name: string;
  role: string;
  /** True: nobody was looked up; the contact stands for whoever holds the role. */
  synthetic: boolean;
  /** Why to write to them, in a sentence. */
  reason: string;
  /** Verbatim substring of the posting, or of `page`, that names the contact or the team. */
  quote?: string;
  email?: string;
  /** The page of the employer's site that names the contact; absent: the posting does, or nobody. */
  page?: { url: string; title: string };
}
