/** Irregular forms of the past that CVs begin bullets with; some are their own present (cut, set, put). */
const irregularPast = new Set(
  `became began bent bet bid bore bought bound bred broke brought built burnt came cast caught chose cut dealt did
  dreamt drew drove fed fell felt fought found flew forecast forgave foresaw froze gave got grew ground had heard
  held hid hit hung kept knew laid leapt learnt led left lent let lit lost made met mowed oversaw overcame overtook
  paid proved put quit ran rang reached read rebuilt redrew reran reset retook rewrote rode rose said sang sank sat
  saw sawed sent set sewed sewn shed shone shook shot showed shrank shut slept sold sought sowed spelt spent split
  spoke sped spread sprang stood stole stuck strove struck swam swapped swept swore taught thought threw told took
  tore undertook underwent understood upheld upset was went withdrew withstood woke won wore wound wove wrote`.split(
    /\s+/u,
  ),
);

/** Words on -ed that describe rather than tell. */
const describing = new Set(
  `accustomed advanced aged based bearded bed chartered certified committed dedicated detailed detail-oriented
  embed experienced exceed feed fixed gifted hundred indeed interested kindred licensed limited mixed motivated need
  organised organized proceed qualified red registered related renowned respected seasoned sacred seed shed skilled
  speed succeed supposed talented trusted unfixed unmatched used varied versed weed wicked`.split(/\s+/u),
);

/** Verbs whose -ed form, right before these words, tells what was done to something: "Featured in", "Used by". */
const passiveBefore = /^(?:by|as|among|in|into|for|to|from|with|on|at)$/u;
const oftenPassive = new Set(
  `accepted acclaimed adopted appointed awarded chosen cited commended commissioned deployed downloaded elected
  employed featured funded honoured honored included integrated invited licensed mentioned named nominated packaged
  placed posted promoted published quoted ranked rated recognised recognized recommended seconded selected shortlisted
  sponsored translated upstreamed used voted written`.split(/\s+/u),
);

/** Verbs in which people write what they still do. */
const stillDoing = new Set(
  `administer advise analyse analyze answer arrange assess assist attend audit bake balance bill book build buy calculate
  care carry chair check clean coach code collect compile conduct configure consult control cook coordinate counsel
  cover create cut deal deliver deploy design develop diagnose direct document draft draw drive edit ensure estimate
  evaluate examine facilitate fit forecast give guide handle head help hire hold host implement improve inspect install
  instruct integrate interview investigate keep lead lecture liaise look maintain make manage measure mediate mentor
  monitor negotiate operate order organise organize oversee own paint perform plan plant prepare present process produce
  programme program provide publish purchase read reconcile record recruit repair report represent research respond
  review run schedule screen sell serve service set set-up share solve specify stock supervise supply support survey take
  teach test track train translate transport treat tutor update use visit weld work write`.split(/\s+/u),
);

/**
 * A bullet as it goes on after "I": "Cut the deploy time." gives "cut the deploy time". Undefined where the
 * bullet does not begin with a verb that reads right after "I"; it is better quoted then.
 *
 * @param isCurrent whether the role still runs, so that a present tense is right
 */
export function afterI(bullet: string, isCurrent: boolean): string | undefined {
  const text = bullet.trim().replace(/[.;,:]+$/u, '');
  const [first = '', second = ''] = text.split(/\s+/u);
  // Capitals inside belong to a name; a mark behind the first word starts a list or a label.
  if (!/^\p{Lu}\p{Ll}+(?:-\p{Ll}+)*$/u.test(first)) return undefined;
  const word = first.toLowerCase();
  const rest = text.slice(first.length);
  if (mixesTenses(word, rest)) return undefined;
  if (/ly$/u.test(word) && isPast(second.toLowerCase(), '')) return word + rest;
  if (isPast(word, second.toLowerCase())) return word + rest;
  if (isCurrent && stillDoing.has(word)) return word + rest;
  const being = isCurrent ? 'am' : 'was';
  if (word === 'responsible' && second === 'for') return `${being} responsible${rest}`;
  if (word === 'member' && second === 'of') return `${being} a member${rest}`;
  return undefined;
}

/** Past forms that are their own present say nothing about the tense. */
const eitherTense =
  /^(?:bet|bid|burst|cast|cut|fit|forecast|hit|let|put|quit|read|reset|set|shed|shut|split|spread|upset)$/u;
/** What makes of the word before it a verb with an object: "plan the shifts", not "a plan and report". */
const object = /^(?:the|a|an|all|our|their|its|new|up|\d\S*|two|three|four|five|six|seven|eight|nine|ten)$/u;

/** "Plan loads, trained three drivers" is one tense after the other, which no sentence with "I" can carry. */
function mixesTenses(first: string, rest: string): boolean {
  if (eitherTense.test(first)) return false;
  const opensInPast = isPast(first, '');
  for (const { index, groups } of rest.matchAll(
    /(?:[,;]|\band)\s+(?:and\s+|then\s+|also\s+)?(?<verb>\p{Ll}+)(?=\s+(?<next>\S+))/gu,
  )) {
    const { verb = '', next = '' } = groups ?? {};
    // What a relative clause tells has a tense of its own.
    if (/\b(?:that|which|who|whose|where|as|when|while)\b/u.test(rest.slice(0, index))) return false;
    if (!opensInPast && stillDoing.has(first) && isPast(verb, next) && !eitherTense.test(verb)) return true;
    if (opensInPast && stillDoing.has(verb) && !eitherTense.test(verb) && object.test(next)) return true;
  }
  return false;
}

function isPast(word: string, next: string): boolean {
  if (next === 'by') return false;
  const stem = word.replace(/^(?:re|co|over|under|out|pre|up|off|down|self)-/u, '');
  if (irregularPast.has(word) || irregularPast.has(stem)) return true;
  if (!/\p{L}{2,}ed$/u.test(word) || describing.has(word)) return false;
  return !(passiveBefore.test(next) && oftenPassive.has(word));
}
