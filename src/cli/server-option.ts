import { InvalidArgumentError } from 'commander';

/** The value of `--server`. */
export function parseServer(value: string): string {
  if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol)) {
    throw new InvalidArgumentError('An address such as http://127.0.0.1:3000 is wanted.');
  }
  return value;
}
