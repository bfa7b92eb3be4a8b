import { isGeneralWord } from './general-words.ts';
import { claimWords, needsCase } from './words.ts';

/** Words of which the usual section headings of CVs are made, whatever the trade. */
const headingWords = new Set(
  `about academic academics accomplishments accreditation accreditations achievement achievements activities
  additional affiliations appointments articles associations at-a-glance availability award awards background bio
  biography boards books career certificates certification certifications citizenship clearance clients clinical
  committees community competence competences competencies conferences contact continuing core courses coursework
  credentials current curriculum cv data degree degrees details development distinctions driving early earlier
  editorial education employment engagements exhibitions experience expertise extracurricular fellowships full-time fields
  freelance funding further grants highlights history hobbies honors honours independent industry information
  interests internships introduction invited job jobs key languages leadership leisure licence licences license
  licenses licensure links literacy management media memberships methods military miscellaneous notable objective
  objectives open other overview papers part-time participation patents performances personal philosophy placements portfolio
  positions posters practical practice presentations press previous prizes professional proficiencies proficiency
  profile programming projects publications qualification qualifications recent recognition record referees
  references registration registrations relevant repertoire research residencies residency resume résumé reviews
  rotations scholarships security selected seasonal seminars service side skill skills social soft software source speaking
  spoken stack statement strengths studies summary talks teaching temporary tech technical technologies testimonials theses
  thesis toolbox tools trade training travel vita vitae voluntary volunteer volunteering work workshops`.split(
    /\s+/u,
  ),
);

/**
 * What a heading claims: its text without the words of ordinary headings and with general words in lower case, so that
 * only other words look like names; undefined where it says nothing but that ("Selected Clinical Training").
 */
export function headingClaim(heading: string): string | undefined {
  let text = heading;
  let claims = false;
  for (const { lower, text: word, start, end } of claimWords(heading)) {
    if (headingWords.has(lower)) {
      text = text.slice(0, start) + ' '.repeat(end - start) + text.slice(end);
    } else if (isGeneralWord(lower) && !needsCase(word)) {
      text = text.slice(0, start) + word.charAt(0).toLowerCase() + text.slice(start + 1);
    } else if (/\p{L}/u.test(word)) claims = true;
  }
  return claims ? text : undefined;
}
