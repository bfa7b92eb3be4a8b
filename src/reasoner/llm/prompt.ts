import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { StrataError } from '../../error.ts';
import { fenced } from './fence.ts';

/** Every prompt with its newest version; a change of wording is a new file with the next number. */
export const promptVersions = {
  'pain-points': 1,
  'company-research': 1,
  fit: 1,
  people: 1,
  'cv-header': 1,
  'cv-bullets': 1,
  outreach: 1,
} as const;

export type PromptName = keyof typeof promptVersions;

export interface Prompt {
  name: PromptName;
  version: number;
  /** Reasoning included. */
  maxOutputTokens: number;
  /** For quotes. */
  usualOutputTokens: number;
  /** Placeholders for what others wrote: fenced off wherever they stand. */
  data: readonly string[];
  /** Placeholders for our own figures and words. */
  values: readonly string[];
  instructions: string;
  question: string;
}

export interface RenderedPrompt {
  system: string;
  prompt: string;
}

const frontMatter = z.strictObject({
  name: z.string(),
  version: z.int().positive(),
  maxOutputTokens: z.int().positive(),
  usualOutputTokens: z.int().positive(),
  data: z.array(z.string()),
  values: z.array(z.string()).default([]),
});

const loaded = new Map<PromptName, Promise<Prompt>>();

/** Reads a prompt's file once. @throws StrataError `PROMPT_INVALID` (kind `configuration`) */
export function loadPrompt(name: PromptName): Promise<Prompt> {
  const known = loaded.get(name) ?? readPrompt(name);
  loaded.set(name, known);
  return known;
}

async function readPrompt(name: PromptName): Promise<Prompt> {
  const file = `${name}.v${promptVersions[name]}.md`;
  return parsePrompt(name, await readFile(new URL(`prompts/${file}`, import.meta.url), 'utf8'));
}

/**
 * A prompt file: front matter, then the instructions (the system's part, without placeholders, so that providers
 * can cache it), then under `# Question` the question with its {{placeholders}}.
 *
 * @throws StrataError `PROMPT_INVALID`
 */
export async function parsePrompt(name: PromptName, file: string): Promise<Prompt> {
  const { parse } = await import('yaml');
  const [, head, instructions, question] =
    /^---\n([\s\S]*?)\n---\n([\s\S]*?)\n# Question\n([\s\S]*)$/u.exec(file) ?? [];
  if (head === undefined || instructions === undefined || question === undefined) {
    throw invalid(name, 'it lacks front matter, instructions or "# Question"');
  }
  const fields = frontMatter.safeParse(parse(head));
  if (!fields.success) throw invalid(name, z.prettifyError(fields.error));
  const { data, values } = fields.data;
  if (fields.data.name !== name || fields.data.version !== promptVersions[name]) {
    throw invalid(name, 'its front matter names another prompt or version');
  }
  if (placeholdersIn(instructions).length > 0) throw invalid(name, 'its instructions have a placeholder');
  const declared = [...data, ...values];
  const used = placeholdersIn(question);
  const faults = [
    ...declared.filter((placeholder) => !used.includes(placeholder)).map((it) => `{{${it}}} is not used`),
    ...used.filter((placeholder) => !declared.includes(placeholder)).map((it) => `{{${it}}} is not declared`),
  ];
  if (faults.length > 0) throw invalid(name, faults.join(', '));
  return { ...fields.data, name, instructions: instructions.trim(), question: question.trim() };
}

/**
 * Fills the placeholders in, all of them and no others.
 *
 * @throws StrataError `PROMPT_INVALID`
 */
export function renderPrompt(
  prompt: Prompt,
  material: Readonly<Record<string, string>>,
  nonce: string,
): RenderedPrompt {
  const declared = [...prompt.data, ...prompt.values];
  const given = Object.keys(material);
  const faults = [
    ...declared.filter((placeholder) => !given.includes(placeholder)).map((it) => `{{${it}}} is missing`),
    ...given.filter((placeholder) => !declared.includes(placeholder)).map((it) => `{{${it}}} is unknown`),
  ];
  if (faults.length > 0) throw invalid(prompt.name, faults.join(', '));
  // One pass, so that a placeholder inside the material stays the text that it is.
  const question = prompt.question.replaceAll(placeholder, (_whole, name: string) => {
    const text = material[name] ?? '';
    return prompt.data.includes(name) ? fenced(name, text, nonce) : text;
  });
  return { system: prompt.instructions, prompt: question };
}

const placeholder = /\{\{(\w+)\}\}/gu;

function placeholdersIn(text: string): string[] {
  return [...new Set([...text.matchAll(placeholder)].map(([, name = '']) => name))];
}

function invalid(name: PromptName, why: string): StrataError {
  return new StrataError('PROMPT_INVALID', `prompt ${name}: ${why}`, {
    kind: 'configuration',
    where: `src/reasoner/llm/prompts/${name}.v${promptVersions[name]}.md`,
    action: 'restore the file as it was shipped',
  });
}
