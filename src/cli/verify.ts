import { Command } from 'commander';
import { loadConfig } from '../config/load.ts';
import { StrataError } from '../error.ts';
import type { VerifyFinding, VerifyReport } from '../grounding/verify-report.ts';
import { readInputFile } from '../intake/read-input-file.ts';
import { exitCodes } from './exit-code.ts';

interface VerifyOptions {
  master: string;
  cv: string;
  posting?: string;
  json?: boolean;
}

export function verifyCommand(): Command {
  return new Command('verify')
    .description('check a CV against its master CV: every claim that the master does not make')
    .requiredOption('--master <file>', 'the master CV: JSON Resume, Markdown or YAML')
    .requiredOption(
      '--cv <file>',
      'the CV to check: JSON Resume, YAML, Markdown or plain text; - for standard input',
    )
    .option('--posting <file>', 'also count the keywords of this posting in the CV')
    .option('--json', 'print the report as JSON')
    .addHelpText('after', '\nExit code: 0 when the master CV covers every claim, 1 when it does not.')
    .action(verify);
}

async function verify(options: VerifyOptions): Promise<void> {
  const inputs = [options.master, options.cv, options.posting];
  if (inputs.filter((input) => input === '-').length > 1) {
    throw new StrataError('INPUT_TWICE', 'standard input can be only one of the files', {
      kind: 'usage',
      action: 'name files for the others',
    });
  }
  const { input: limits, cv: words } = loadConfig();
  const { readCv } = await import('../resume/read-cv.ts');
  const { verifyCv } = await import('../grounding/verify.ts');
  const maxBytes = limits.maxCvBytes;
  const master = await readCv(await readInputFile(options.master, { maxBytes }), { maxBytes });
  const cv = await readInputFile(options.cv, { maxBytes });
  const posting =
    options.posting === undefined
      ? undefined
      : await readPostingFile(options.posting, limits.maxPostingBytes);
  const report = await verifyCv({ cv, master, limits: words, ...(posting === undefined ? {} : { posting }) });
  process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : reportText(report, cv.name));
  if (!report.covered) process.exitCode = exitCodes.claimNotCovered;
}

async function readPostingFile(file: string, maxBytes: number) {
  const { readPosting } = await import('../posting/read-posting.ts');
  return readPosting(await readInputFile(file, { maxBytes }), { maxBytes });
}

/** The report for people: one block per finding, then length, markup and keywords. */
export function reportText(report: VerifyReport, name: string): string {
  const { findings, length, emphasis, ats } = report;
  const verdict =
    findings.length === 0
      ? 'Every claim is covered by the master CV.'
      : `${findings.length} ${findings.length === 1 ? 'claim goes' : 'claims go'} beyond the master CV.`;
  const limits = `${length.minWords}–${length.maxWords}`;
  const lines = [
    ...findings.map((finding) => findingText(finding, name)),
    verdict,
    `Length: ${length.words} words (${length.fits ? 'fits' : 'outside'} ${limits}).`,
    emphasis.length === 0
      ? 'Emphasis markup: none.'
      : `Emphasis markup: in ${emphasis.length === 1 ? 'line' : 'lines'} ${emphasis.map(({ line }) => line).join(', ')}.`,
  ];
  if (ats !== undefined) {
    const missed = (inMaster: boolean) =>
      ats.counts
        .filter((keyword) => keyword.count === 0 && keyword.inMaster === inMaster)
        .map(({ term }) => term);
    lines.push(
      `ATS keywords: must-have ${percent(ats.must)} (${percent(ats.ofMaster.must)} of what the master CV holds), all ${percent(ats.overall)} (${percent(ats.ofMaster.overall)}).`,
      ...listed('  in the master CV but not here', missed(true)),
      ...listed('  in neither, so never to be added', missed(false)),
    );
  }
  return `${lines.join('\n')}\n`;
}

function findingText({ line, kind, words, claim, reason, nearest }: VerifyFinding, name: string): string {
  return [
    `${name}:${line}: ${kind}: ${words === '' ? reason : `"${words}": ${reason}`}`,
    `  claim:   ${clipped(claim)}`,
    ...(nearest === undefined ? [] : [`  nearest: ${nearest.id}: ${clipped(nearest.quote)}`]),
    '',
  ].join('\n');
}

function listed(label: string, terms: readonly string[]): string[] {
  return terms.length === 0 ? [] : [`${label}: ${terms.join(', ')}`];
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function clipped(text: string, mostCharacters = 160): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length <= mostCharacters ? line : `${line.slice(0, mostCharacters - 1).trimEnd()}…`;
}
