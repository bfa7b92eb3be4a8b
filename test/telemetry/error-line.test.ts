import { describe, expect, test } from 'vitest';
import { StrataError } from '../../src/error.ts';
import { errorLine, errorTypeOf } from '../../src/telemetry/error-line.ts';

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

describe('an error in the log', () => {
  test('of our own is told with code, kind, where and message', () => {
    const error = new StrataError('POSTING_EMPTY', 'the posting holds no text', {
      kind: 'input',
      where: 'a.md',
    });
    expect(errorLine(error, false)).toEqual({
      type: 'StrataError',
      code: 'POSTING_EMPTY',
      kind: 'input',
      where: 'a.md',
      message: 'the posting holds no text',
    });
  });

  test('of the system is told with its code', () => {
    const error = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' });
    expect(errorLine(error, false)).toEqual({
      type: 'Error',
      code: 'ECONNREFUSED',
      message: 'connect ECONNREFUSED 127.0.0.1:1',
    });
  });

  test('of a parser does not quote what was parsed', () => {
    const error = thrownBy(() => JSON.parse('Maria Nowak, nurse'));
    expect((error as Error).message).toContain('Maria');
    expect(JSON.stringify(errorLine(error, true))).not.toContain('Maria');
    expect(errorLine(error, false)).toMatchObject({ type: 'SyntaxError' });
  });

  test('of a library is told without long quotations and further lines, but with names of properties', () => {
    const error = new TypeError(`cannot read 'layers' of "Maria Nowak, nurse"\nMaria: nurse\n  ^`);
    expect(errorLine(error, false).message).toBe(`cannot read 'layers' of "…"`);
  });

  test('tells causes by type and code alone', () => {
    const inner = Object.assign(new Error('dup key: Maria Nowak'), { code: 11000 });
    const error = new StrataError('STORE_UNAVAILABLE', 'the store does not answer', {
      kind: 'unavailable',
      cause: new TypeError('Maria', { cause: inner }),
    });
    const line = errorLine(error, false);
    expect(line.causes).toEqual([{ type: 'TypeError' }, { type: 'Error', code: '11000' }]);
    expect(JSON.stringify(line)).not.toContain('Maria');
  });

  test('has its stack only on request, and then frames alone', () => {
    const error = new Error('Maria\n    Nowak');
    expect(errorLine(error, false)).not.toHaveProperty('stack');
    const { stack = [] } = errorLine(error, true);
    expect(stack.length).toBeGreaterThan(0);
    expect(stack.every((frame) => frame.startsWith('at '))).toBe(true);
  });

  test('that is no error is told by what it is', () => {
    expect(errorLine('Maria Nowak', true)).toEqual({ type: 'string' });
  });
});

test.each([
  [new StrataError('LAYER_TIMED_OUT', 'x', { kind: 'timeout' }), 'LAYER_TIMED_OUT'],
  [Object.assign(new Error('x'), { code: 'ENOENT' }), 'ENOENT'],
  [new RangeError('x'), 'RangeError'],
  [Object.assign(new Error('x'), { code: 'what the user typed' }), 'Error'],
  ['text', 'string'],
])('the error type of %s is bounded', (error, type) => {
  expect(errorTypeOf(error)).toBe(type);
});
