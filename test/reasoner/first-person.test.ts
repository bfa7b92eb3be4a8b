import { describe, expect, it } from 'vitest';
import { afterI } from '../../src/reasoner/extractive/first-person.ts';

describe('a bullet after "I"', () => {
  it.each([
    ['Cut the deploy time from 18 min → 4 min.', 'cut the deploy time from 18 min → 4 min'],
    ['Welded 40 pressure vessels to EN 13445', 'welded 40 pressure vessels to EN 13445'],
    ['Taught mathematics to years 7 to 9', 'taught mathematics to years 7 to 9'],
    ['Successfully won a tender of £2M', 'successfully won a tender of £2M'],
    ['Co-founded a choir', 'co-founded a choir'],
    ['Responsible for Terraform', 'was responsible for Terraform'],
    ['Member of the night team', 'was a member of the night team'],
  ])('tells the past: %s', (bullet, clause) => {
    expect(afterI(bullet, false)).toBe(clause);
  });

  it.each([
    ['Lead a team of nine', 'lead a team of nine'],
    ['Responsible for three wards', 'am responsible for three wards'],
  ])('tells what goes on: %s', (bullet, clause) => {
    expect(afterI(bullet, true)).toBe(clause);
  });

  it.each([
    'Build an algorithm for artists',
    'Used by two universities',
    'Built by a team of volunteers',
    'Featured in the regional newspaper',
    'Experienced nurse with night shifts',
    'HACCP records since 2020',
    '120 beds, 14 nurses',
    'Speed of service up by 12 %',
    'Daily handover at seven',
    'Key achievements: none',
  ])('leaves alone what would not read: %s', (bullet) => {
    expect(afterI(bullet, false)).toBeUndefined();
  });

  it.each([
    'Plan loads and check the paperwork, trained three drivers',
    'Manage four wards and reduced falls by a third',
    'Opened two shops and manage a team of six',
  ])('leaves alone what changes its tense: %s', (bullet) => {
    expect(afterI(bullet, true)).toBeUndefined();
  });

  it.each([
    ['Lead a team that cut waste and raised output', 'lead a team that cut waste and raised output'],
    ['Wrote a plan and report on flooding', 'wrote a plan and report on flooding'],
    ['Cut waste and raised output', 'cut waste and raised output'],
  ])('keeps what only looks like it: %s', (bullet, clause) => {
    expect(afterI(bullet, true)).toBe(clause);
  });
});
