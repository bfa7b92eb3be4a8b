/** Whether a bullet counts or measures: digits, or a number written out that measures something. */
export function showsFigure(text: string): boolean {
  return /\d/.test(text) || writtenFigure.test(text);
}

const writtenFigure =
  /\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fifteen|twenty|thirty|forty|fifty|hundreds?|thousands?|millions?|dozens?|half|halved|doubled|tripled|quadrupled|a third|a quarter|twofold|threefold)\b/i;

/** Verbs (past and present) that tell what changed. */
export function showsOutcome(text: string): boolean {
  return outcome.test(text);
}

const outcome =
  /\b(?:achiev|accelerat|boost|cut(?:s|ting)?\b|decreas|deliver|doubl|eliminat|enabl|exceed|expand|fell\b|gain|gr[eo]w|halv|improv|increas|launch|lift|lower|rais|reach|reduc|remov|replac|rose\b|sav(?:e|ed|ing)\b|shorten|shr[aiu]nk|speed|sped\b|tripl|turn(?:ed)? around|won\b|win\b|brought\b.*\b(?:down|up|to)\b|prevent|restor|recover|resolv|solv|caught\b|found\b|fix)/i;

/** Verbs (past and present) of leading, owning, deciding and founding. */
export function showsOwnership(text: string): boolean {
  return ownership.test(text);
}

const ownership =
  /\b(?:l[e]?ad(?:s|ing)?\b|led\b|own(?:s|ed)?\b|head(?:s|ed)\b|manag|direct(?:s|ed)\b|found(?:ed)\b|start(?:ed)\b|establish|creat|introduc|initiat|design|develop|buil[dt]|set up\b|set the\b|wrote\b|r[au]n(?:s|ning)?\b|chair|coordinat|supervis|mentor|coach|train(?:s|ed)\b|taught\b|teach|hire[ds]?\b|negotiat|persuad|convinc|represent|plan(?:s|ned)\b|took over\b|responsible\b|in charge\b|accountable\b|pioneer|spearhead|oversaw\b|oversee|drove\b|organi[sz]|decid|agreed\b|published\b|obtained\b|moved\b|made the case\b)/i;
