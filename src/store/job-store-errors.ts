import { StrataError } from '../error.ts';

export function jobExists(id: string): StrataError {
  return new StrataError('JOB_EXISTS', 'there is a job with this id already', {
    kind: 'conflict',
    where: id,
    action: 'submit under a new id',
  });
}

export function jobChanged(id: string): StrataError {
  return new StrataError('JOB_CHANGED', 'the job was changed by someone else meanwhile', {
    kind: 'conflict',
    where: id,
    action: 'read the job again and repeat the change on what it is now',
    retryable: true,
  });
}

export function jobUnknown(id: string): StrataError {
  return new StrataError('JOB_UNKNOWN', 'there is no such job', {
    kind: 'not-found',
    where: id,
    action: 'list the jobs to find its id',
  });
}
