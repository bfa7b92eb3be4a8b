/** Companies' legal forms in any case, for a piece that is nothing else and for the end of a name. */
const anyCase =
  '(?:inc|incorporated|ltd|limited|llc|llp|plc|gmbh|mbh|ag|kg|ohg|se|bv|b\\.v|nv|n\\.v|sa|s\\.a|s\\.a\\.s|sas|sl|s\\.l|sarl|srl|s\\.r\\.l|spa|s\\.p\\.a|oy|oyj|ab|as|a\\/s|aps|co|corp|corporation|pty|pvt|sp\\. z o\\.o|k\\.s)\\.?';
const alone = new RegExp(`^${anyCase}$`, 'i');
const last = new RegExp(`[\\p{L}\\p{N}).,&]\\s+${anyCase}$`, 'iu');

/** As they are spelt within a line, where "as" and "co" are words. */
const spelt =
  '(?:GmbH(?: & Co\\. (?:KG|KGaA))?|AG(?: & Co\\. KG)?|KG|OHG|SE|Ltd\\.?|Limited|plc|PLC|LLP|LLC|Inc\\.?|Corp\\.?|B\\.?V\\.?|N\\.?V\\.?|S\\.?A\\.?S?\\.?|S\\.?L\\.?|SARL|S\\.?[rR]\\.?[lL]\\.?|S\\.?p\\.?A\\.?|Oyj?|AB|ASA?|A\\/S|ApS|Pty Ltd|Pvt Ltd|Sp\\. z o\\.\\s?o\\.)';
const within = new RegExp(`^((?:\\S+\\s+){0,5}?\\p{Lu}\\S*,?\\s+${spelt})(?![\\p{L}\\p{N}])`, 'u');

/** "Inc." and the like, which a comma may part from the name before it. */
export function isLegalForm(piece: string): boolean {
  return alone.test(piece);
}

/** Whether a name ends in a company's legal form: "Elektro-Żak Sp. z o.o.". */
export function namesCompany(piece: string): boolean {
  return last.test(piece) && !/\p{Ll}{3,}\s+(?:as|se|co)$/u.test(piece);
}

/** The company with which a line begins, to the end of its legal form: "Pennine Fuels Ltd Wakefield". */
export function leadingCompany(line: string): string | undefined {
  return within.exec(line)?.[1];
}
