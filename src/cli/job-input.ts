import { StrataError } from '../error.ts';
import { readInputFile } from '../intake/read-input-file.ts';
import type { JobInput } from '../jobs/job.ts';

/** Posting and CV as the command line names them. @throws StrataError of kinds `usage` and `input` */
export async function readJobInput(
  options: { posting: string; cv: string },
  limits: { maxPostingBytes: number; maxCvBytes: number },
): Promise<JobInput> {
  if (options.posting === '-' && options.cv === '-') {
    throw new StrataError('INPUT_TWICE', 'standard input can be either the posting or the CV', {
      kind: 'usage',
      action: 'name a file for one of them',
    });
  }
  if (/^https?:\/\//i.test(options.posting)) {
    throw new StrataError('POSTING_URL_UNSUPPORTED', 'postings are not fetched from the web', {
      kind: 'usage',
      where: options.posting,
      action: 'save the page as HTML and name that file, or pipe it in with --posting -',
    });
  }
  return {
    posting: await readInputFile(options.posting, { maxBytes: limits.maxPostingBytes }),
    cv: await readInputFile(options.cv, { maxBytes: limits.maxCvBytes }),
  };
}
