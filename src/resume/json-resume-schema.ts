import { z } from 'zod';

/** The schema's own pattern for `iso8601` (https://jsonresume.org/schema, 1.0.0). */
const isoDatePattern = /^([1-2][0-9]{3}-[0-1][0-9]-[0-3][0-9]|[1-2][0-9]{3}-[0-1][0-9]|[1-2][0-9]{3})$/;

const text = z.string().optional();
const texts = z.array(z.string()).optional();

const isoDate = z.string().regex(isoDatePattern, { error: 'date' }).optional();

/** Empty strings are common in templates and mean "none", so formats only bind what is filled in. */
const uri = z
  .string()
  .refine(
    (value) => value.trim() === '' || /^(?:[a-z][a-z0-9+.-]*:\S+|[^\s:]+\.[^\s]+)$/i.test(value.trim()),
    {
      error: 'uri',
    },
  )
  .optional();
const email = z
  .string()
  .refine((value) => value.trim() === '' || /^[^\s@]+@[^\s@]+$/.test(value.trim()), { error: 'email' })
  .optional();

const dated = { startDate: isoDate, endDate: isoDate };

/** JSON Resume 1.0.0. Properties that the schema does not know are allowed, as the schema says. */
export const jsonResumeSchema = z.looseObject({
  basics: z
    .looseObject({
      name: text,
      label: text,
      image: text,
      email,
      phone: text,
      url: uri,
      summary: text,
      location: z
        .looseObject({ address: text, postalCode: text, city: text, countryCode: text, region: text })
        .optional(),
      profiles: z.array(z.looseObject({ network: text, username: text, url: uri })).optional(),
    })
    .optional(),
  work: z
    .array(
      z.looseObject({
        name: text,
        location: text,
        description: text,
        position: text,
        url: uri,
        ...dated,
        summary: text,
        highlights: texts,
      }),
    )
    .optional(),
  volunteer: z
    .array(
      z.looseObject({
        organization: text,
        position: text,
        url: uri,
        ...dated,
        summary: text,
        highlights: texts,
      }),
    )
    .optional(),
  education: z
    .array(
      z.looseObject({
        institution: text,
        url: uri,
        area: text,
        studyType: text,
        ...dated,
        score: text,
        courses: texts,
      }),
    )
    .optional(),
  awards: z.array(z.looseObject({ title: text, date: isoDate, awarder: text, summary: text })).optional(),
  certificates: z.array(z.looseObject({ name: text, date: isoDate, url: uri, issuer: text })).optional(),
  publications: z
    .array(z.looseObject({ name: text, publisher: text, releaseDate: isoDate, url: uri, summary: text }))
    .optional(),
  skills: z.array(z.looseObject({ name: text, level: text, keywords: texts })).optional(),
  languages: z.array(z.looseObject({ language: text, fluency: text })).optional(),
  interests: z.array(z.looseObject({ name: text, keywords: texts })).optional(),
  references: z.array(z.looseObject({ name: text, reference: text })).optional(),
  projects: z
    .array(
      z.looseObject({
        name: text,
        description: text,
        highlights: texts,
        keywords: texts,
        ...dated,
        url: uri,
        roles: texts,
        entity: text,
        type: text,
      }),
    )
    .optional(),
  meta: z.looseObject({}).optional(),
});
