import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { tailorCv } from '../../../../src/pipelines/application/cv/tailor.ts';
import { readCv } from '../../../../src/resume/read-cv.ts';
import type { ResumeDocument } from '../../../../src/resume/resume-document.ts';
import { limits, masterOf, pairOf, postingOf } from './support/pairs.ts';

const projectSamples = path.resolve(import.meta.dirname, '../../../../samples');

describe('bullets that answer nothing', () => {
  it('make room for one that answers a nice-to-have', () => {
    // Nine duties fill the first role, so that a tenth bullet there counts little by itself.
    const duties = [
      'ovens',
      'dough',
      'rotas',
      'hygiene',
      'flour',
      'deliveries',
      'orders',
      'stock',
      'recipes',
    ];
    const document: ResumeDocument = {
      basics: { name: 'Ivo Marsh' },
      work: [
        {
          name: 'Tern Bakery',
          startDate: '2019',
          highlights: [
            ...duties.map((duty) => `Answered for all the ${duty} of a bakery with ${duty.length} branches`),
            'Trained two apprentices in pastry',
          ],
        },
        ...['Mill', 'Port', 'Depot', 'Yard'].map((name, at) => ({
          name,
          startDate: `${2004 + at}`,
          endDate: `${2010 + at}`,
          highlights: Array.from(
            { length: 9 },
            (_none, number) =>
              `Cut the idling of lorry ${number + at * 9} by ${number + 11} % with a new gearbox ${name}`,
          ),
        })),
      ],
    };
    return postingOf(
      `# Baker\n\n## You bring\n\n${duties.map((duty) => `- Responsible for ${duty}`).join('\n')}\n\n## Nice to have\n\n- Training of apprentices\n`,
    ).then((posting) => {
      const cv = tailorCv({ ...pairOf(posting, masterOf(document)), limits });
      expect(cv.work.flatMap(({ bullets }) => bullets.map(({ text }) => text))).toContain(
        'Trained two apprentices in pastry',
      );
      for (const { bullets } of cv.work) expect(bullets).not.toEqual([]);
    });
  });

  it('never push out an answer in the project’s own sample', async () => {
    const read = (name: string) => readFileSync(path.join(projectSamples, name), 'utf8');
    const posting = await postingOf(read('posting.md'));
    const master = await readCv({ name: 'master-cv.json', text: read('master-cv.json') }, { maxBytes: 1e7 });
    const pair = pairOf(posting, master);
    const cv = tailorCv({ ...pair, limits });
    const judged = new Map(pair.fit.bullets.map((bullet) => [bullet.id, bullet]));
    const answers = (id: string) =>
      pair.fit.requirements.some(
        (requirement) =>
          requirement.status !== 'missing' && judged.get(id)?.requirementIds.includes(requirement.id),
      );
    const printed = cv.work.flatMap(({ bullets }) =>
      bullets.length > 1 ? bullets.flatMap(({ sources }) => sources) : [],
    );
    const all = new Set(
      [...cv.work, ...cv.projects, ...cv.volunteer].flatMap(({ bullets }) =>
        bullets.flatMap(({ sources }) => sources),
      ),
    );
    const length = new Map(
      [...master.work, ...master.projects, ...master.volunteer].flatMap(({ bullets }) =>
        bullets.map(({ id, text }) => [id, text.split(' ').length] as const),
      ),
    );
    const idle = printed.filter((id) => judged.get(id)?.relevance === 0 && !answers(id));
    const waiting = master.work
      .flatMap(({ bullets }) => bullets.map(({ id }) => id))
      .filter((id) => !all.has(id) && answers(id));
    for (const id of idle) {
      const fitting = waiting.filter((other) => (length.get(other) ?? 0) <= (length.get(id) ?? 0));
      expect(fitting, `${id} is printed`).toEqual([]);
    }
    expect(all).toContain('w1.b8');
  });
});
