import { supportedText } from '../../grounding/supported-text.ts';
import { isInstruction } from '../../text/instructions.ts';

/**
 * Keeps the findings whose quote stands word for word in the text, whoever made them, unless the quote tells the
 * reader what to do.
 */
export function keepVerbatim<T extends { quote: string }>(findings: readonly T[], text: string): T[] {
  return findings.filter(
    ({ quote }) => quote.trim().length > 0 && text.includes(quote) && !isInstruction(quote),
  );
}

/** Findings of `keepVerbatim`, each with a text that its own quote bears out. */
export function keepSupported<T extends { quote: string; text: string }>(
  findings: readonly T[],
  text: string,
  context: readonly string[],
): T[] {
  return keepVerbatim(findings, text).flatMap((finding) => {
    const supported = supportedText(finding.text, finding.quote, context);
    return supported === undefined ? [] : [{ ...finding, text: supported }];
  });
}
