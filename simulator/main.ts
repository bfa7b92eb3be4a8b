import { Command, InvalidArgumentError } from 'commander';
import { faults } from './faults/fault-names.ts';
import { type FaultRule, parseFaultRule } from './faults/fault-rule.ts';
import { basePaths } from './simulated-provider.ts';
import { startSimulator } from './simulator.ts';

interface Options {
  port: number;
  host: string;
  seed: number;
  fault: FaultRule[];
  exitWithStdin: boolean;
}

const command = new Command('simulator')
  .description(
    'Stands in for OpenAI, Anthropic, OpenRouter, Cohere, Firecrawl and a PDF service, and fails on demand.\n' +
      'A fake for tests, demos and drills only: its answers are put together from the question by rules.',
  )
  .option('--port <number>', 'where to listen; 0 for any free port', wholeNumber, 4010)
  .option('--host <address>', 'on which address', '127.0.0.1')
  .option('--seed <number>', 'answers and dice follow from it', wholeNumber, 1)
  .option(
    '--fault <rule>',
    'provider:fault[:key=value…], * for all providers; may be repeated',
    collectFault,
    [],
  )
  .option('--exit-with-stdin', 'stop when standard input closes, as it does when the parent ends', false)
  .addHelpText('after', () => helpOnFaults());

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

function collectFault(text: string, rules: FaultRule[]): FaultRule[] {
  try {
    return [...rules, parseFaultRule(text)];
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}

function helpOnFaults(): string {
  const width = Math.max(...Object.keys(faults).map(({ length }) => length));
  return [
    '',
    'Faults:',
    ...Object.entries(faults).map(([name, effect]) => `  ${name.padEnd(width)}  ${effect}`),
    '',
    'Keys: operation, model, times, after, probability, delayMs, retryAfter (s), pieces, sizeBytes;',
    '      of usage-parts: input, output, cached, cacheWrite, reasoning.',
    '',
    'Examples:',
    "  --fault 'openai:429:retryAfter=5:times=3'   three refusals that ask for five seconds",
    "  --fault '*:500:probability=0.1'             every tenth call fails",
    "  --fault 'anthropic:hang:after=10'           dead from the eleventh call on",
    '',
    'While it runs: POST, GET, DELETE /__simulator/faults, GET /__simulator/calls, POST /__simulator/reset.',
  ].join('\n');
}

/** The lines that point Strata at the simulator. Its keys are no secrets: it takes any. */
function environmentLines(url: string): string[] {
  return [
    ...(['openai', 'anthropic', 'openrouter', 'cohere', 'firecrawl'] as const).flatMap((provider) => [
      `${provider.toUpperCase()}_API_KEY=simulated`,
      `${provider.toUpperCase()}_BASE_URL=${url}${basePaths[provider]}`,
    ]),
    `PDF_SERVICE_URL=${url}${basePaths.pdf_service}`,
  ];
}

command.parse();
const { port, host, seed, fault: rules, exitWithStdin } = command.opts<Options>();
const simulator = await startSimulator({ port, host, seed });
for (const rule of rules) simulator.fault(rule);
process.stdout.write(`# Fake providers at ${simulator.url} (nothing here is real)\n`);
process.stdout.write(`${environmentLines(simulator.url).join('\n')}\n# ready\n`);

const stop = () => {
  simulator.stop().then(() => process.exit(0));
};
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
if (exitWithStdin) process.stdin.once('end', stop).once('error', stop).resume();
