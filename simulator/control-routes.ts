import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { simulatorHeader } from './deliver.ts';
import { faults } from './faults/fault-names.ts';
import { faultRuleSchema, faultsInWords } from './faults/fault-rule.ts';
import { basePaths, isSimulatedProvider } from './simulated-provider.ts';
import type { Simulator } from './simulator.ts';

export const controlPrefix = '/__simulator';

const rulesSchema = z.union([faultRuleSchema, z.array(faultRuleSchema)]);

/** Drives the simulator from another process; the same as the methods of `Simulator`. */
export async function control(
  simulator: Simulator,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const route = `${request.method} ${url.pathname.slice(controlPrefix.length)}`;
  const answer = (status: number, body: unknown) => {
    response.writeHead(status, { ...simulatorHeader, 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
  switch (route) {
    case 'GET ':
    case 'GET /':
      answer(200, { name: 'strata-simulator', basePaths, faults });
      return;
    case 'GET /faults':
      answer(200, { faults: simulator.faults() });
      return;
    case 'POST /faults': {
      const read = rulesSchema.safeParse(await jsonOf(request));
      if (!read.success) {
        answer(400, { error: faultsInWords(read.error) });
        return;
      }
      const rules = Array.isArray(read.data) ? read.data : [read.data];
      answer(201, { ids: rules.map((rule) => simulator.fault(rule)) });
      return;
    }
    case 'DELETE /faults':
      simulator.clearFaults();
      answer(200, { faults: [] });
      return;
    case 'GET /calls': {
      const provider = url.searchParams.get('provider');
      if (provider !== null && !isSimulatedProvider(provider)) {
        answer(400, { error: `no provider "${provider}"` });
        return;
      }
      answer(200, { totals: simulator.totals(), calls: simulator.calls(provider ?? undefined) });
      return;
    }
    case 'GET /totals':
      answer(200, simulator.totals());
      return;
    case 'POST /reset':
      simulator.reset();
      answer(200, {});
      return;
    default:
      answer(404, { error: `no ${route}` });
  }
}

async function jsonOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return undefined;
  }
}
