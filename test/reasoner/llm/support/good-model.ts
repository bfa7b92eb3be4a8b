import type { Asked, Script } from './model-server.ts';

/** Lines between the marks of a fence. */
function dataOf({ prompt }: Pick<Asked, 'prompt'>, name: string): string {
  const [, data = ''] =
    new RegExp(`<<<data ${name} \\w+>>>\\n([\\s\\S]*?)\\n<<<end ${name} \\w+>>>`).exec(prompt) ?? [];
  return data;
}

export function linesOf(asked: Pick<Asked, 'prompt'>, name: string): string[] {
  return dataOf(asked, name)
    .split('\n')
    .filter((line) => line.trim() !== '');
}

function idsIn(lines: readonly string[], pattern: RegExp): string[] {
  return lines.flatMap((line) => pattern.exec(line)?.[1] ?? []);
}

/** Answers as a well-behaved model would, by what it is shown. */
const goodAnswers: Record<string, (asked: Asked) => unknown> = {
  pain_points(asked) {
    const sentences = linesOf(asked, 'posting').filter((line) => line.split(' ').length > 6);
    const finding = (line: string) => ({ text: line, quote: line, confidence: 0.8 });
    return {
      painPoints: sentences.slice(0, 2).map(finding),
      strategicNeeds: sentences.slice(2, 4).map(finding),
      risksIfUnfilled: sentences.slice(4, 6).map(finding),
      successMetrics: sentences.slice(6, 8).map(finding),
    };
  },
  company_research(asked) {
    const facts = linesOf(asked, 'sources').slice(1, 4);
    return { name: '', facts: facts.map((line) => ({ text: line, quote: line, source: 0 })) };
  },
  fit(asked) {
    const requirements = idsIn(linesOf(asked, 'requirements'), /^(q\d+) /u);
    const bullets = idsIn(linesOf(asked, 'cv'), /^([wvp]\d+\.b\d+):/u);
    return {
      score: 77,
      verdicts: requirements.map((requirement, at) => ({
        requirement,
        status: at % 3 === 2 ? 'missing' : 'met',
        evidence: at % 3 === 2 ? [] : bullets.slice(at % bullets.length, (at % bullets.length) + 1),
      })),
      added: [],
      bestBullets: bullets.slice(0, 6),
      rationale: 'It fits.',
    };
  },
  people: () => ({ people: [], functions: [] }),
  cv_header(asked) {
    const [title = ''] = linesOf(asked, 'titles');
    return {
      label: title.split(':')[0],
      summary: [],
      skills: linesOf(asked, 'skills').toReversed().slice(0, 5),
    };
  },
  cv_bullets(asked) {
    const roles: { id: string; bullets: { sources: string[]; text: string }[] }[] = [];
    for (const line of linesOf(asked, 'roles')) {
      const role = /^role (\w+):/u.exec(line)?.[1];
      if (role !== undefined) roles.push({ id: role, bullets: [] });
      const bullet = /^([wvp]\d+\.b\d+):/u.exec(line)?.[1];
      if (bullet !== undefined) roles.at(-1)?.bullets.push({ sources: [bullet], text: '' });
    }
    return { roles };
  },
  outreach(asked) {
    const evidence = linesOf(asked, 'evidence').flatMap((line) => {
      const [, ids = '', place = '', text = ''] = /^(\S+) \((.*?)\): (.*)$/u.exec(line) ?? [];
      return ids === '' || text.includes('"') ? [] : [{ ids, place, text: text.replace(/\.$/u, '') }];
    });
    return {
      linkedInNote:
        'Hello, I am applying for your open position and would be glad to tell you more about my work.',
      subject: 'My application for your open position',
      paragraphs: [
        {
          sentences: [
            { text: 'I would like to apply for your open position and bring what you ask for.', sources: [] },
            {
              text: 'You describe work that needs care, patience and a sense for what matters most.',
              sources: [],
            },
            { text: 'It is the kind of work that others rely on without seeing it.', sources: [] },
          ],
        },
        {
          sentences: evidence
            .slice(0, 4)
            .map(({ ids, place, text }) => ({ text: `At ${place} my work reads: ${text}.`, sources: [ids] })),
        },
        {
          sentences: [
            { text: 'My CV is attached and lists each role with what I did there.', sources: [] },
            { text: 'I would be glad to talk about the work and about what you need most.', sources: [] },
            {
              text: 'Thank you for taking the time to read this message and the pages with it.',
              sources: [],
            },
          ],
        },
      ],
    };
  },
};

/** The good model's answers, but for what a test puts in their place. */
export function scripted(changes: Record<string, (asked: Asked) => unknown> = {}): Script {
  return (asked) => (changes[asked.question] ?? goodAnswers[asked.question])?.(asked) ?? 500;
}
