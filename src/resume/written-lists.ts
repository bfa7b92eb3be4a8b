/** "Kitchen: HACCP, pastry" is a group; "HACCP, pastry" alone is one without a name. */
export function skillLine(line: string): { name?: string; keywords: string[] } {
  const match = /^([^:]{2,40}):\s+(\S.*)$/u.exec(line);
  if (match !== null) return { name: match[1]?.trim() ?? '', keywords: splitList(match[2] ?? '') };
  const keywords = splitList(line);
  return keywords.length === 1 ? { name: keywords[0] ?? line, keywords: [] } : { keywords };
}

/** "Polish (native)", "Polish: native", "Polish – native". */
export function languageLine(line: string): { language: string; fluency?: string } {
  const match = /^([\p{L}\s]+?)\s*(?:\(([^)]+)\)|(?::|\s[–—-])\s*(.+))$/u.exec(line);
  const fluency = match?.[2] ?? match?.[3];
  return match === null || fluency === undefined
    ? { language: line }
    : { language: match[1] ?? line, fluency: fluency.trim() };
}

/** Splits at commas, semicolons and middle dots that are not within brackets. */
export function splitList(text: string): string[] {
  return text
    .split(/\s*[,;·•|](?![^(]*\))\s*/u)
    .map((part) => part.trim().replace(/\.$/, ''))
    .filter((part) => part !== '');
}

/** "San Francisco, CA" and "Lyon": town first, what follows is the region. */
export function placeOf(location: string): { city: string; region?: string } {
  const [city = location, ...rest] = location.split(/\s*,\s*/);
  return rest.length === 0 ? { city } : { city, region: rest.join(', ') };
}
