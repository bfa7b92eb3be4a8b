/** `2026-11-23 08:30:00`, as the clocks of a zone show it. */
export function timeText(at: number | string, timeZone: string): string {
  const zoned = Temporal.Instant.fromEpochMilliseconds(new Date(at).getTime()).toZonedDateTimeISO(timeZone);
  return `${zoned.toPlainDate()} ${zoned.toPlainTime().toString({ smallestUnit: 'second' })}`;
}
