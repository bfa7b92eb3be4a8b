import { describe, expect, it } from 'vitest';
import { splitSentences } from '../../src/text/sentences.ts';

describe('splitSentences', () => {
  it('ends no sentence at abbreviations, initials and names with dots', () => {
    expect(
      splitSentences(
        'We use e.g. Go. Dr. Smith met the U.S. team of .NET folks. Node.js is fine. J. Smith, 3.5 km. Done!',
      ),
    ).toEqual([
      'We use e.g. Go.',
      'Dr. Smith met the U.S. team of .NET folks.',
      'Node.js is fine.',
      'J. Smith, 3.5 km.',
      'Done!',
    ]);
  });

  it('reads over a wrapped line and stops at a list item and at an empty line', () => {
    const text =
      'You will design and build high-throughput services, owning the whole\nlifecycle from schema to deployment. Second one\n\nA heading\n- first item\n- second item';
    expect(splitSentences(text)).toEqual([
      'You will design and build high-throughput services, owning the whole\nlifecycle from schema to deployment.',
      'Second one',
      'A heading',
      '- first item',
      '- second item',
    ]);
  });

  it('gives verbatim substrings', () => {
    const text = 'Pay: £58,940 … “why”?  And\tthen “stop.” Next';
    for (const sentence of splitSentences(text)) expect(text).toContain(sentence);
  });
});
