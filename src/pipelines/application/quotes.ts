/** Keeps the findings whose quote stands word for word in the text, whoever made them. */
export function keepVerbatim<T extends { quote: string }>(findings: readonly T[], text: string): T[] {
  return findings.filter((finding) => finding.quote.length > 0 && text.includes(finding.quote));
}
