import { isInstruction } from '../../text/instructions.ts';

/** Lines of a posting that speak of the application, the employer's policies or to a machine, never of the work. */
const meta: readonly RegExp[] = [
  // Whom to turn to.
  /^(?:for )?(?:contact|contact person|enquiries|informal enquiries|(?:any )?questions|phone|tel|telephone|e-?mail|website|reference|ref|job id|closing date|start date|salary|location|company|employer)\s*(?:\([^)]*\))?\s*:/i,
  /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/,
  /(?<![\d.,])\+?\(?\d[\d() -]{7,}\d(?![\d.,]?\d)/,
  /\b(?:please (?:contact|call|ring|write)|to (?:arrange|book) (?:a|an) (?:\w+ )?(?:visit|chat|call|conversation)|for (?:an informal|more|further) (?:chat|discussion|information|details|conversation))\b/i,
  // How to apply, and by when.
  /\b(?:apply (?:by|before|now|here|online|via|today)|how to apply|closing date|send (?:us )?(?:your|a) (?:cv|r[eé]sum[eé]|application|cover(?:ing)? letter)|by applying)\b/i,
  // What the employer stands for in law.
  /\bequal[- ]opportunit(?:y|ies)\b|\b(?:values?|celebrates?|embraces?|champions?) (?:diversity|inclusion|equality)\b|\bcommitted to (?:\w+,? ){0,6}?(?:safeguarding|diversity|equality|inclusi\w+|equal)\b|\b(?:regardless of|without regard to) (?:their |your )?(?:age|race|gender|sex|origin|religion|disability)\b|\bwelcomes? applications from\b/i,
  /\bacts? as an? (?:employment|recruitment) (?:business|agency)\b|\bprivacy (?:policy|notice)\b|\b(?:T&Cs|terms (?:and|&) conditions)\b(?=.*\b(?:apply|accept|agree)\b)/i,
  /\bno (?:[\w-]+ ){0,4}(?:needed|required|necessary)\b|\b(?:experience|degree|qualifications?) (?:is|are) not (?:needed|required|necessary)\b/i,
];

/** "Employer · Town or remote · permanent": the facts under a title, without a verb. */
const headerLine = /^[^.!?;:]+(?:\s[·•|]\s[^.!?;:]+)+$/;

export function isMetaLine(text: string): boolean {
  return isInstruction(text) || meta.some((pattern) => pattern.test(text));
}

export function isHeaderLine(text: string): boolean {
  return headerLine.test(text.trim());
}
