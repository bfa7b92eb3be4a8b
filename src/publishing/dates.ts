const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `2022-05-17` and `2022-05` become `May 2022`, `2022` stays; whatever is not an ISO date stays as it is. */
export function formatDate(date: string): string {
  const [, year, month] = /^(\d{4})-(\d{2})(?:-\d{2}(?:T.*)?)?$/.exec(date.trim()) ?? [];
  const monthName = month === undefined ? undefined : monthNames[Number(month) - 1];
  return year === undefined || monthName === undefined ? date.trim() : `${monthName} ${year}`;
}

/**
 * A span of time as a CV prints it: `May 2022 – Present`, `2016 – 2019`, `Jun 2018` when both ends fall
 * together; empty when nothing is known.
 *
 * @param whenOpen what stands for a missing end of a span that has begun; empty where a missing end does not
 *   mean that it goes on
 */
export function formatSpan(
  start: string | undefined,
  end: string | undefined,
  whenOpen: 'Present' | '' = 'Present',
): string {
  const from = start === undefined ? '' : formatDate(start);
  const to = end === undefined ? (from === '' ? '' : whenOpen) : formatDate(end);
  return [...new Set([from, to])].filter((part) => part !== '').join(' – ');
}
