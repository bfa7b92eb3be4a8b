import { StrataError } from '../error.ts';

export function entryUnknown(id: string): StrataError {
  return new StrataError('LEDGER_ENTRY_UNKNOWN', 'the ledger has no such entry', {
    kind: 'not-found',
    where: id,
    action: 'settle only what was reserved',
  });
}

export function entryExists(id: string): StrataError {
  return new StrataError('LEDGER_ENTRY_EXISTS', 'the ledger has an entry with this id already', {
    kind: 'conflict',
    where: id,
    action: 'reserve every attempt under a new id',
  });
}

export function accountMismatch(account: string): StrataError {
  return new StrataError(
    'LEDGER_ACCOUNT_MISMATCH',
    'a call was to be reserved at an account that does not cover it',
    {
      kind: 'failed',
      where: account,
      action: 'name only accounts whose `covers` match the call and its time',
    },
  );
}
