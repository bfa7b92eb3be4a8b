import type { BreakerSettings, BreakerState } from '../../../../src/guardrails/breaker/breaker.ts';

interface Call {
  era: number;
  startedAt: number;
  answered: boolean;
}

/**
 * A breaker as its rules are said, without regard to cost: it keeps every result and looks at all of them each time.
 */
export class ReferenceBreaker {
  state: BreakerState = 'closed';
  readonly calls: Call[] = [];
  now = 0;
  #era = 0;
  #openedAt = 0;
  #failedProbes = 0;
  #results: { at: number; failed: boolean; slow: boolean }[] = [];
  #probes: Call[] = [];
  #round = 0;
  #roundResults: { slow: boolean }[] = [];

  readonly settings: BreakerSettings;
  readonly probeTimeoutMs: number;

  constructor(settings: BreakerSettings, probeTimeoutMs: number) {
    this.settings = settings;
    this.probeTimeoutMs = probeTimeoutMs;
  }

  get openForMs(): number {
    if (this.state !== 'open') return 0;
    const factor = Math.min(8, 2 ** this.#failedProbes);
    return Math.max(0, this.#openedAt + this.settings.openMs * factor - this.now);
  }

  get counts() {
    const young = this.#young();
    return {
      calls: young.length,
      failures: young.filter(({ failed }) => failed).length,
      slowCalls: young.filter(({ slow }) => slow).length,
      failuresInARow: this.#inARow(),
    };
  }

  /** Whether it lets the call through. */
  enter(): boolean {
    if (this.state === 'open' && this.openForMs === 0) {
      this.#go('half_open');
      this.#round = 0;
      this.#roundResults = [];
      this.#probes = [];
    }
    if (this.state === 'forced_open' || this.state === 'open') return false;
    if (this.state === 'half_open') {
      const size = this.settings.probeRounds[this.#round] ?? 0;
      const places = () => size - this.#roundResults.length - this.#probes.length;
      if (places() <= 0)
        this.#probes = this.#probes.filter((probe) => this.now - probe.startedAt < this.probeTimeoutMs);
      if (places() <= 0) return false;
    }
    const call = { era: this.#era, startedAt: this.now, answered: this.state === 'disabled' };
    this.calls.push(call);
    if (this.state === 'half_open') this.#probes.push(call);
    return true;
  }

  answer(index: number, outcome: 'succeeded' | 'failed' | 'ignored', durationMs: number): void {
    const call = this.calls[index];
    if (!call || call.answered) return;
    call.answered = true;
    if (call.era !== this.#era) return;
    const slow = durationMs > this.settings.slowCallMs;
    if (this.state === 'closed') {
      if (outcome === 'ignored') return;
      this.#results.push({ at: this.now, failed: outcome === 'failed', slow });
      const { calls, failures, slowCalls, failuresInARow } = this.counts;
      const judged = calls >= this.settings.minimumCalls;
      if (
        (outcome === 'failed' && failuresInARow >= this.settings.consecutiveFailures) ||
        (judged && failures / calls >= this.settings.failureRate) ||
        (judged && slowCalls / calls >= this.settings.slowCallRate)
      ) {
        this.#failedProbes = 0;
        this.#openedAt = this.now;
        this.#go('open');
      }
    } else if (this.state === 'half_open') {
      this.#answerProbe(call, outcome, slow);
    }
  }

  control(command: 'open' | 'close' | 'reset' | 'disable'): void {
    const to = { open: 'forced_open', close: 'closed', reset: 'closed', disable: 'disabled' } as const;
    if (command === 'reset') this.#results = [];
    if (this.state !== to[command]) this.#go(to[command]);
  }

  #answerProbe(call: Call, outcome: 'succeeded' | 'failed' | 'ignored', slow: boolean): void {
    if (!this.#probes.includes(call)) return;
    this.#probes = this.#probes.filter((probe) => probe !== call);
    if (outcome === 'ignored') return;
    if (outcome === 'succeeded') this.#roundResults.push({ slow });
    const size = this.settings.probeRounds[this.#round] ?? 0;
    const done = this.#roundResults.length === size;
    const slowShare = this.#roundResults.filter((result) => result.slow).length / size;
    if (outcome === 'failed' || (done && slowShare >= this.settings.slowCallRate)) {
      this.#failedProbes++;
      this.#openedAt = this.now;
      this.#go('open');
    } else if (done) {
      this.#round++;
      this.#roundResults = [];
      if (this.#round === this.settings.probeRounds.length) this.#go('closed');
    }
  }

  #go(to: BreakerState): void {
    this.state = to;
    this.#era++;
    if (to === 'closed') this.#results = [];
  }

  #young() {
    return this.#results
      .slice(-this.settings.windowCalls)
      .filter(({ at }) => this.now - at <= this.settings.windowMs);
  }

  #inARow(): number {
    const lastSuccess = this.#results.findLastIndex(({ failed }) => !failed);
    const within = this.settings.consecutiveWithinMs ?? Number.POSITIVE_INFINITY;
    return this.#results.slice(lastSuccess + 1).filter(({ at }) => this.now - at <= within).length;
  }
}
