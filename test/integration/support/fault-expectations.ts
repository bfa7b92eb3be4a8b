import type { FaultName } from '../../../simulator/faults/fault-names.ts';
import type { Target } from './behind-guard.ts';

/** How a call with two attempts ends when each of them meets the fault. */
export interface Expectation {
  /** `answered`, or the error's code. */
  ends: string;
  /** That reach the provider. */
  calls: number;
  /** How the ledger counts each of them. */
  ledger: 'succeeded' | 'failed' | 'unknown';
  /** Of an unbilled call nothing, of an unknown one the whole reservation, of an answer what its usage costs. */
  costs: 'nothing' | 'reservation' | 'usage';
  breaker: 'succeeded' | 'failed' | 'ignored';
  /** The limiter lets no call pass for as long as the provider asked. */
  pausesKey: boolean;
}

function expectation(
  ends: string,
  calls: number,
  costs: Expectation['costs'],
  breaker: Expectation['breaker'],
  pausesKey = false,
): Expectation {
  const answered = ends === 'answered';
  const ledger = costs === 'reservation' ? 'unknown' : answered ? 'succeeded' : 'failed';
  return { ends, calls, ledger, costs, breaker, pausesKey };
}

const answered = expectation('answered', 1, 'usage', 'succeeded');
/** Paid in full, since what was told of its usage is nothing to pay by. */
const answeredUnbilled = expectation('answered', 1, 'reservation', 'succeeded');
const timedOut = expectation('PROVIDER_TIMED_OUT', 2, 'reservation', 'failed');
const lost = expectation('PROVIDER_CONNECTION_LOST', 2, 'reservation', 'failed');
const failed = expectation('PROVIDER_FAILED', 2, 'nothing', 'failed');
/** A gateway's word: what was done behind it, and billed, nobody knows. */
const failedBehind = expectation('PROVIDER_FAILED', 2, 'reservation', 'failed');
const overloaded = expectation('PROVIDER_FAILED', 2, 'nothing', 'failed', true);
const limited = expectation('PROVIDER_RATE_LIMITED', 2, 'nothing', 'ignored', true);
/** Left alone for five seconds, which is longer than these calls wait. */
const limitedForLong = expectation('LIMIT_EXCEEDED', 1, 'nothing', 'ignored', true);
const refused = (code: string) => expectation(code, 1, 'nothing', 'ignored');
/** The service is sick. */
const invalid = expectation('PROVIDER_ANSWER_INVALID', 2, 'reservation', 'failed');
/** The service is well; its model wrote what is of no use, and that is billed. */
const useless = expectation('PROVIDER_ANSWER_INVALID', 2, 'usage', 'ignored');
const declined = expectation('PROVIDER_CONTENT_REFUSED', 1, 'usage', 'ignored');

const isModel = ({ provider }: Target) => provider !== 'firecrawl' && provider !== 'pdf_service';
const streams = (target: Target) => 'stream' in target && target.stream;

/** What src/providers/provider-error.ts says of each fault, fault by fault. */
const expectations: Record<FaultName, Expectation | ((target: Target) => Expectation)> = {
  slow: answered,
  drip: answered,
  hang: timedOut,
  stall: timedOut,
  '429': limited,
  '429-date': limited,
  '429-ms': limited,
  '429-reset': limited,
  '429-body': limited,
  '429-bare': limitedForLong,
  quota: refused('PROVIDER_QUOTA_EXHAUSTED'),
  '400': refused('PROVIDER_REQUEST_REFUSED'),
  '401': refused('PROVIDER_KEY_REFUSED'),
  '402': refused('PROVIDER_QUOTA_EXHAUSTED'),
  '403': refused('PROVIDER_KEY_REFUSED'),
  '404': (target) => refused(isModel(target) ? 'PROVIDER_MODEL_UNKNOWN' : 'PROVIDER_REQUEST_REFUSED'),
  // A PDF service has no form of its own for errors, so that its words may be those of a gateway.
  '500': ({ provider }) => (provider === 'pdf_service' ? failedBehind : failed),
  '502': failedBehind,
  '503': ({ provider }) => (provider === 'pdf_service' ? { ...failedBehind, pausesKey: true } : overloaded),
  '529': overloaded,
  html: failedBehind,
  'malformed-body': invalid,
  // A stream that ends early was broken off; a body that does is no JSON, or a PDF that does not open.
  'truncated-body': (target) => (streams(target) ? lost : invalid),
  'malformed-answer': useless,
  'truncated-answer': useless,
  'schema-break': (target) => (isModel(target) ? useless : invalid),
  empty: (target) => {
    if (isModel(target)) return useless;
    if (target.provider === 'pdf_service') return invalid;
    // A search may find nothing; a page without text is of no use, is billed, and would be no better again.
    return target.operation === 'search' ? answered : declined;
  },
  'usage-parts': answered,
  'usage-high': answered,
  // The scraper's price of a page is known beforehand, and stands where the answer tells none.
  'usage-negative': (target) => (isModel(target) ? answeredUnbilled : answered),
  'usage-part-over-total': answeredUnbilled,
  'usage-missing': (target) => (isModel(target) ? answeredUnbilled : answered),
  huge: expectation('PROVIDER_ANSWER_TOO_LARGE', 1, 'reservation', 'failed'),
  break: lost,
  // Anthropic's says that it is overloaded, which is a matter of all calls to it.
  'error-event': ({ provider }) =>
    expectation('PROVIDER_FAILED', 2, 'reservation', 'failed', provider === 'anthropic'),
  'reset-before': lost,
  'reset-after': lost,
  // A refusal in words beside a usage without output contradicts itself, and is paid in full.
  refusal: (target) =>
    target.provider === 'openai' ? { ...declined, ledger: 'unknown', costs: 'reservation' } : declined,
  length: useless,
};

export function expectationOf(fault: FaultName, target: Target): Expectation {
  const found = expectations[fault];
  return typeof found === 'function' ? found(target) : found;
}
