import { expect, it } from 'vitest';
import { table, usdText } from '../../src/cli/table.ts';

it('puts words to the left and figures to the right', () => {
  const rows = [
    ['who', 'cost', 'used', 'lasts'],
    ['a longer name', '5.00 USD', '7 %', '–'],
    ['b', '100.00 USD', '100 %', '12 days'],
  ];
  expect(table(rows)).toBe(
    [
      'who                  cost   used    lasts',
      'a longer name    5.00 USD    7 %        –',
      'b              100.00 USD  100 %  12 days',
      '',
    ].join('\n'),
  );
});

it('shows small amounts with the places that they need', () => {
  expect([0, 0.000_031, 0.0421, 1, 1234.5].map(usdText)).toEqual([
    '0.00',
    '0.000031',
    '0.0421',
    '1.00',
    '1234.50',
  ]);
});
