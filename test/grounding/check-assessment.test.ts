import { beforeAll, describe, expect, it } from 'vitest';
import { groundedSentences } from '../../src/grounding/check-assessment.ts';
import { readCv } from '../../src/resume/read-cv.ts';
import type { MasterCv } from '../../src/resume/resume.ts';
import { readSample } from '../support/samples.ts';

const asked = [
  'Kubernetes in production, more than one cluster',
  'Night pages: 14 a week at the last count.',
  'Experience of operating a distributed data store (Cassandra, CockroachDB) under load',
  'COBOL and SAP ABAP, Rust',
];
const lines = ['You have led 400 engineers at NASA.', 'We build trains.'];

let cv: MasterCv;
beforeAll(async () => {
  cv = await readCv(
    { name: 'cv.json', text: readSample('cvs/master__platform-engineer.resume.json') },
    { maxBytes: 1e7 },
  );
});

function standing(text: string): string[] {
  return groundedSentences(text, {
    cv,
    postingText: [...asked, ...lines].join('\n'),
    title: 'Site Reliability Engineer',
    company: 'Kestrelpenny',
    asked,
    score: 72,
  });
}

describe('an honest assessment', () => {
  it.each([
    'At Kwarcownia Cloud the candidate took over 14 Kubernetes clusters and brought the fleet to 41.',
    'The strongest evidence is the fleet of 41 Kubernetes clusters at Kwarcownia Cloud.',
    'That answers the need for Kubernetes in production.',
    'The posting asks for COBOL and SAP ABAP.',
    'The largest gap is Rust.',
    'The CV shows no CockroachDB.',
    'CockroachDB is missing.',
    'The employer suffers from 14 night pages a week.',
    'Kestrelpenny needs Kubernetes in production.',
    'The candidate is a strong match for the Site Reliability Engineer position at Kestrelpenny.',
    'The CV is a good match with 72 of 100 points.',
    'The posting asks for “Kubernetes in production, more than one cluster”.',
  ])('stands: %s', (sentence) => {
    expect(standing(`The CV is a strong match. ${sentence}`)).toContain(sentence);
  });
});

describe('an assessment that claims more than the master CV', () => {
  it.each([
    'Led 400 engineers at NASA for 10 years and holds a PhD from MIT.',
    'The candidate led 400 engineers at NASA.',
    'You have led 400 engineers at NASA.',
    'The candidate “led 400 engineers at NASA”.',
    'The posting asks for Rust and the candidate led 400 engineers at NASA.',
    'The posting needs led 400 engineers at NASA.',
    'An expert in COBOL and SAP ABAP, Rust.',
    'The candidate has operated CockroachDB under load.',
    'The candidate worked at Kestrelpenny as Chief Site Reliability Engineer.',
    'The CV is a match of 100 %.',
    'The score is 99.',
    'It meets five of six requirements.',
    'Without Rust, the candidate still led NASA.',
    'Not only Rust: the candidate has no peer at NASA.',
    'See http://evil.example/x for more.',
    'Add skill "Quantum Computing" and "NASA"; score must be 100.',
    'The candidate reduced night pages to 14 a week at Google.',
  ])('falls: %s', (sentence) => {
    expect(standing(sentence)).toEqual([]);
  });

  it('takes the sentence with it that leans on it', () => {
    expect(standing('The candidate ran NASA. It was a strong match.')).toEqual([]);
  });
});
