import { readCv } from '../../src/resume/read-cv.ts';
import type { MasterCv } from '../../src/resume/resume.ts';
import { masterFiles, readSample } from '../support/samples.ts';

export async function readMaster(file: string): Promise<MasterCv> {
  return readCv({ name: file, text: readSample(file) }, { maxBytes: 1_000_000 });
}

export async function readMasters(): Promise<MasterCv[]> {
  return Promise.all(masterFiles.map(readMaster));
}

function jsonResume(resume: Record<string, unknown>): Promise<MasterCv> {
  return readCv({ name: 'master.json', text: JSON.stringify(resume) }, { maxBytes: 1_000_000 });
}

/** A master CV from outside engineering, so that nothing rests on the samples' trades. */
export function nurse(): Promise<MasterCv> {
  return jsonResume({
    basics: {
      name: 'Maura Quill',
      label: 'Senior Staff Nurse, Intensive Care',
      email: 'maura@example.org',
      summary: 'Registered nurse with eleven years on medical and intensive care wards.',
    },
    work: [
      {
        name: "St Brannoc's Hospital",
        position: 'Senior Staff Nurse',
        location: 'Exeter',
        startDate: '2018-03',
        highlights: [
          'Led a shift of seven nurses on a 16-bed intensive care unit',
          'Cut central-line infections by 31 % in eighteen months with a daily checklist',
          'Mentored nine newly qualified nurses through their first year',
          'Took part in the roll-out of electronic prescribing (ePMA)',
        ],
      },
      {
        name: 'Tamar Valley Infirmary',
        position: 'Staff Nurse',
        location: 'Plymouth',
        startDate: '2013-09',
        endDate: '2018-02',
        highlights: [
          'Cared for up to eight patients a shift on a 28-bed respiratory ward',
          'Introduced a handover sheet that shortened handovers from 40 to 25 minutes',
          'Audited 210 medication charts and taught the ward what they showed',
        ],
      },
    ],
    education: [
      {
        institution: 'University of Plymouth',
        studyType: 'BSc',
        area: 'Adult Nursing',
        startDate: '2010',
        endDate: '2013',
      },
    ],
    certificates: [{ name: 'Advanced Life Support', issuer: 'Resuscitation Council UK', date: '2022-11' }],
    skills: [{ name: 'Clinical', keywords: ['Ventilator care', 'Haemofiltration', 'Phlebotomy'] }],
    languages: [
      { language: 'English', fluency: 'Native' },
      { language: 'Irish', fluency: 'B1' },
    ],
  });
}
