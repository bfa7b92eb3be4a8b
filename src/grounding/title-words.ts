/** Words of rank: with one of them before or after it, a title is another title. */
const ranks = new Set(
  `junior jr graduate trainee apprentice intern assistant associate deputy senior sr staff principal lead chief
  head director executive vice vp svp evp president partner distinguished fellow master supervisor foreman
  forewoman superintendent charge matron sous ceo cto cfo coo cio ciso cmo chair chairman chairwoman chairperson
  founder co-founder professor lecturer consultant specialist expert manager coordinator administrator officer
  journeyman registered chartered certified licensed qualified`.split(/\s+/u),
);

/** Heads of occupational titles in general use. */
const occupations = new Set(
  `engineer developer programmer architect analyst scientist researcher designer nurse midwife doctor physician
  surgeon therapist teacher tutor instructor trainer technician mechanic electrician plumber welder carpenter
  machinist operator driver chef cook baker waiter waitress barista accountant bookkeeper auditor controller
  lawyer solicitor paralegal attorney clerk secretary receptionist salesperson seller buyer planner scheduler
  merchandiser marketer copywriter editor journalist writer translator interpreter librarian curator
  pharmacist dentist hygienist paramedic firefighter gardener caretaker janitor cleaner builder roofer
  surveyor inspector estimator recruiter representative agent broker adviser advisor counsellor counselor`.split(
    /\s+/u,
  ),
);

export function isRank(word: string): boolean {
  return ranks.has(word.toLowerCase());
}

export function isTitleWord(word: string): boolean {
  const lower = word.toLowerCase();
  return ranks.has(lower) || occupations.has(lower);
}
