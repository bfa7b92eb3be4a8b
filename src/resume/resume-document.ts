interface Spanned {
  url?: string | undefined;
  /** ISO: `2021`, `2021-09` or `2021-09-01`. */
  startDate?: string | undefined;
  endDate?: string | undefined;
  summary?: string | undefined;
  highlights?: string[] | undefined;
  location?: string | undefined;
  keywords?: string[] | undefined;
}

/**
 * What every CV reader arrives at: a JSON Resume 1.0 without ids, with the few fields beside it that other
 * formats know (`location` everywhere, bullets of an education, sections of the author's own).
 */
export interface ResumeDocument {
  basics?:
    | {
        name?: string | undefined;
        label?: string | undefined;
        email?: string | undefined;
        phone?: string | undefined;
        url?: string | undefined;
        summary?: string | undefined;
        location?:
          | {
              address?: string | undefined;
              postalCode?: string | undefined;
              city?: string | undefined;
              region?: string | undefined;
              countryCode?: string | undefined;
            }
          | undefined;
        profiles?:
          | { network?: string | undefined; username?: string | undefined; url?: string | undefined }[]
          | undefined;
      }
    | undefined;
  work?: (Spanned & {
    name?: string | undefined;
    position?: string | undefined;
    description?: string | undefined;
  })[];
  volunteer?: (Spanned & { organization?: string | undefined; position?: string | undefined })[];
  projects?: (Spanned & {
    name?: string | undefined;
    description?: string | undefined;
    roles?: string[] | undefined;
  })[];
  education?: (Spanned & {
    institution?: string | undefined;
    area?: string | undefined;
    studyType?: string | undefined;
    score?: string | undefined;
    courses?: string[] | undefined;
  })[];
  certificates?: {
    name?: string | undefined;
    date?: string | undefined;
    url?: string | undefined;
    issuer?: string | undefined;
    summary?: string | undefined;
  }[];
  awards?: {
    title?: string | undefined;
    date?: string | undefined;
    awarder?: string | undefined;
    summary?: string | undefined;
    url?: string | undefined;
  }[];
  publications?: {
    name?: string | undefined;
    publisher?: string | undefined;
    releaseDate?: string | undefined;
    url?: string | undefined;
    summary?: string | undefined;
  }[];
  skills?: { name?: string | undefined; level?: string | undefined; keywords?: string[] | undefined }[];
  languages?: { language?: string | undefined; fluency?: string | undefined }[];
  interests?: { name?: string | undefined; keywords?: string[] | undefined }[];
  references?: { name?: string | undefined; reference?: string | undefined }[];
  extra?: { heading: string; bullets: string[] }[];
}

/** Optional fields of which some are not known: those are left out. */
export function known<Fields extends object>(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields;
}
