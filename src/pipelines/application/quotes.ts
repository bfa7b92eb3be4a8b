import { supportedText } from '../../grounding/supported-text.ts';
import { isInstruction, isInstructionIn } from '../../text/instructions.ts';
import { splitSentences } from '../../text/sentences.ts';

/**
 * Keeps the findings whose quote stands word for word in the text, whoever made them, unless the quote tells the
 * reader what to do.
 */
function keepVerbatim<T extends { quote: string }>(findings: readonly T[], text: string): T[] {
  return findings.filter(
    ({ quote }) => quote.trim().length > 0 && text.includes(quote) && !isInstructionIn(quote, text),
  );
}

/** What is left of findings that can be kept, each with a text that its own quote bears out. */
export function keepSupported<T extends { quote: string; text: string }>(
  findings: readonly T[],
  text: string,
  context: readonly string[],
  harmless: readonly string[] = [],
): T[] {
  return keepVerbatim(findings, text).flatMap((finding) => {
    const supported = supportedText(finding.text, finding.quote, {
      context,
      harmless,
      beside: besideOf(finding.quote, text),
    });
    return supported === undefined ? [] : [{ ...finding, text: supported }];
  });
}

/** The sentences before and after a quote in its own line. */
function besideOf(quote: string, text: string): string[] {
  const at = text.indexOf(quote);
  const start = text.lastIndexOf('\n', at) + 1;
  const end = text.indexOf('\n', at + quote.length);
  const sentences = splitSentences(text.slice(start, end === -1 ? text.length : end));
  const own = sentences.findIndex((sentence) => sentence.includes(quote) || quote.includes(sentence));
  return own === -1
    ? []
    : sentences.slice(Math.max(0, own - 1), own + 2).filter((sentence) => !isInstruction(sentence));
}
