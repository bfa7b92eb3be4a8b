/** Rows in columns, the first row as their heads; figures to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const isFigure = (rows[0] ?? []).map((_, column) =>
    rows.slice(1).every((row) => /^[-–\d., ]*(?: ?%| USD| h| days)?$/.test(row[column] ?? '')),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          isFigure[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}

/** USD with as many places as small amounts need. */
export function usdText(usd: number): string {
  return usd >= 1 || usd === 0 ? usd.toFixed(2) : usd.toFixed(usd >= 0.01 ? 4 : 6);
}
