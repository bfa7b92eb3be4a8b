import type { ChildProcess } from 'node:child_process';

/** The answer of a forked process to the question with this id; rejects when the process ends before. */
export function answerTo<Answer extends { id: number }>(child: ChildProcess, id: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const done = (code: number | null) => reject(new Error(`the process ended with ${code}`));
    const hear = (answer: unknown) => {
      if ((answer as Answer).id !== id) return;
      child.off('message', hear);
      child.off('exit', done);
      resolve(answer as Answer);
    };
    child.on('message', hear);
    child.once('exit', done);
  });
}
