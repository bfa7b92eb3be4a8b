export type FindingKind = 'painPoints' | 'strategicNeeds' | 'risksIfUnfilled' | 'successMetrics';

export const findingKinds = ['painPoints', 'strategicNeeds', 'risksIfUnfilled', 'successMetrics'] as const;

interface Cues {
  /** One of them is nearly enough by itself. */
  strong: RegExp;
  weak: RegExp;
  /** Headings under which such sentences stand. */
  heading: RegExp;
}

const number =
  /\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|dozen|twenty|thirty|forty|fifty|hundred|half|third|quarter|fifth|twice|double|thousand|million|weekly|daily|hourly|down|halve)\b/i;

const cues: Record<FindingKind, Cues> = {
  painPoints: {
    strong:
      /\b(takes? (almost |about |up to )?(\d+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|forty|several|many) (\w+ )?(minutes|hours|days|weeks|months)|(has|have) (crept|gone|climbed|risen|fallen|dropped|slipped|doubled|grown|tripled)|went up|fell|dropped|rising|falling|(is|are) lost|still not|sometimes (is|are) not|stands? still|idle|standstill|fails?|backlogs?|struggl\w+|bottlenecks?|shortages?|understaffed|short-staffed|overload\w*|waiting (lists?|times?|for)|peaks?\b|surges?|under load|complain(?:s|ts?|ed)?|outdated|legacy|broken|breaks?\b|inconsisten\w+|disagree|nobody knows|no one (knows|understands)|none that|not everyone|does not (work|pass|scale)|do not(?= *[,.;])|when it does(n.t| not)|too (many|much|long|slow|few|late|often)|still (by hand|done|on paper|use|rel)|by hand|printing|paper-based|spreadsheets?|manual(ly)?|technical debt|falling behind|turnover|churn|at present|currently (takes?|lacks?|cannot|rel)|the person who understood|vacan\w+|high demand|bureaucra\w+|resistance|siloe?d|fragment\w+|at the last count|stands? at|none of (it|them|us)|end in|short of|backlog|(went|go|goes|arrives?|comes?|came|is|are|was|were|sent) (out )?(too )?late\b|lags?\b|stalled|stalls?|(stops?|stopped) too often|we lose|we (are|have been) losing|leaves?d? us|(have|has) left|runs? out|ran out|(is|are|were|was) waiting|queues? forms?|faster than (we|us|our)|because of it|rel(y|ies) too (much|heavily)|rose by|(reached|reaches) \d|(above|below) the (\w+ )?average|cannot (keep|cope|find|fill)|(twice|three times) (this|last) (year|winter|summer|spring|autumn|month|week)|holds? us back)\b/i,
    weak: /\b(problems?|issues?|challeng\w+|fail\w*|errors?|faults?|wrong|slow|delays?|late|gaps?|lack\w*|missing|difficult|hard|pain\w*|pages?|incidents?|outages?|stubborn|awful|messy|bad|poor|drift|lost|losing|loses|up by|increas\w+ (by|in)|short by|expir\w+|ends? in|need not|less well|old|complex\w*|retire|unpleasant|crack\w*|disruption|waste|swearing)\b/i,
    heading: /break|broken|why|exists|challenge|problem|situation|context|today|honest|background|need/i,
  },
  strategicNeeds: {
    strong:
      /\b(vision|strateg\w+|roadmaps?|transform\w*|moderni[sz]\w+|expan(d|ds|ding|sion)|scal(e|ing) up|grow(th|ing)? (of|the|our|into|to)|launch\w*|migrat\w+|replac(e|ing|ement)|rebuild\w*|open(ing)? (a|our|two|three|its) (new |second |third )?|set aside|invest(ing|ment|ed)?|we (want|aim|plan|intend|hope|wish)|wish(es)? to (see|become)|our (goal|aim|ambition|plan)|over (the next )?(two|three|four|five|\d) years|long-term|future|retire at|move (a|to|from|our)|lasting|from concept to|shared (vision|understanding)|(grow|grows) by \d+|open(s|ing)? (a|an|our|two|three)|retir(e|es|ing) (the|our|two|three)|take over (the|a|from)|move(s|d)? (to|from)|new (service|site|ward|branch|product|system|kitchen|restaurant|school|unit|line|market|region|clinic|office|billing))\b/i,
    weak: /\b(mission|by (?:month|the end of)|build\w*|develop\w*|improv\w+|introduc\w+|establish\w*|design\w*|creat\w+|lead\w*|own\w*|deliver\w*|ensur\w+|enabl\w+|help\w*|goals?|objectives?|values?|partners?|relationships?|growth|new|next|better|step further|decide|shape|promot\w+)\b/i,
    heading:
      /mission|vision|strateg|objective|role|why|exists|first year|held to|goal|future|summary|purpose|about/i,
  },
  risksIfUnfilled: {
    strong:
      /\b((because of it|as a result)(?=\W|$)|went out late|we lose|runs? out|queues? forms?|backlogs? grows?|otherwise|or else|at risk|risks? (of|that|to)|failure cost|costs? (us|money|the)|penalt(y|ies)|fined|breach\w*|downtime|harm\w*|compliance|comply|non-complian\w+|regulat(or|ory|ions?|ed)|liabilit\w+|newspapers?|without (a gap|interruption|it|them|delay|an? )|when it (stops|stopped|fails|does(n.t| not))|if (it|this|we|they|nobody|no one) (fail|break|stop|miss|do|does|is not|are not|cannot|lose)\w*|depends? on|relies on|only person|single point|in public|patient safety|safety of|lost (sales|revenue|customers)|ends in|running out|the person who)\b/i,
    weak: /\b(reliab\w+|on-call|on call|confidential\w*|ownership|critical\w*|sensitive|risks?|safety|secur\w+|audit\w*|fail\w*|losing|lose|lost|loss|outages?|incidents?|deadline|stopped|stops?|queue|wait\w*|angry|trust|errors?|wrong|queries|failover|protect\w*|accident\w*|gap|slipped|law|federal|money|evidence|disput\w+|complaints?)\b/i,
    heading: /risk|break|why|exists|important|stake|matters|challenge/i,
  },
  successMetrics: {
    strong:
      /\b((bring|get|keep|hold|take|cut|reduce|lower|raise|lift|increase|improve|shorten|halve|double|own|reach|meet|beat|hit|close|deliver)\w* [^.;]{0,60}?(\bto|by|below|under|above|over|within|at least|from|quota of) [€£$]?\d|(get|come) to (under|over|below|above)|(own|carry|meet|beat|exceed) (a|an|your|our|the) [€£$]?[\d.,]*\w* ?(\w+ )?(quota|target|budget)|shorten\w* the \w|(release|ship|deploy|publish|close|report|invoice) (weekly|daily|hourly|monthly|every (day|week|month))|bring \w+( \w+)? (down|up)|(want|need) (it|them|this|that) (back|down|up|halved|doubled)|expect \d+|by next|by (month|week|day|the end of|your|year|the close)|within (\w+ )?(\d+|one|two|three|four|five|six|nine|twelve) ?(\w+ )?(days?|weeks?|months?|hours?|minutes?|years?)|less than|fewer (than)?|no more than|at most|halv\w+|under \d|(on|under|within) budget|on time|targets?|KPIs?|SLOs?|service level|error budgets?|measur(e|ed|es|able)|metrics?|definition of done|we (count|measure|track) |(reduce|cut|increase|raise|grow|improve|lower|double|keep)\w* \D{0,40}(\d|per cent|%|half|third|a quarter)|from \d\S* to \d|a fifth|satisfaction|accuracy|success (is|means|looks)|you will have|has been halved|not afterwards|from the first|first .{3,30} under)\b/i,
    weak: /\b(at least|days? a year|per cent|results?|outcomes?|goals?|quality|bar|live|published|percentage|rate|every (day|week|month|sprint|quarter|year)|times a year|each|minutes?|average|evaluate|numbers|figures|kept up to date|deliver\w*|without)\b|%/i,
    heading:
      /success|first (year|months|90|100|30)|held to|measure|goal|objective|target|look like|result|expect|kpi|impact|if it goes well/i,
  },
};

/** How strongly a sentence speaks for each list, 0–1, by its own words, its figures and its heading. */
export function cueStrengths(sentence: string, heading: string): Record<FindingKind, number> {
  const strength = (kind: FindingKind): number => {
    const { strong, weak, heading: headings } = cues[kind];
    const strongHits = distinctHits(sentence, strong);
    const weakHits = distinctHits(sentence, weak);
    if (strongHits + weakHits === 0) return 0;
    const headed = headings.test(heading) ? 0.12 : 0;
    const figures = number.test(sentence)
      ? kind === 'successMetrics'
        ? 0.15
        : 0.06
      : kind === 'successMetrics'
        ? -0.1
        : 0;
    return (
      0.12 +
      0.32 * Math.min(strongHits, 1) +
      0.12 * Math.min(Math.max(0, strongHits - 1), 2) +
      0.1 * Math.min(weakHits, 3) +
      headed +
      figures
    );
  };
  return {
    painPoints: strength('painPoints'),
    strategicNeeds: strength('strategicNeeds'),
    risksIfUnfilled: strength('risksIfUnfilled'),
    successMetrics: strength('successMetrics'),
  };
}

/** Global twins of the cues, compiled once. */
const globals = new Map<RegExp, RegExp>();

function distinctHits(text: string, pattern: RegExp): number {
  let global = globals.get(pattern);
  if (global === undefined) {
    global = new RegExp(pattern, 'gi');
    globals.set(pattern, global);
  }
  const hits = new Set<string>();
  global.lastIndex = 0;
  for (let hit = global.exec(text); hit !== null; hit = global.exec(text)) hits.add(hit[0].toLowerCase());
  return hits.size;
}
