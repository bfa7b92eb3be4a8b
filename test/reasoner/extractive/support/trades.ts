/** A CV and a posting of one trade, invented, worded differently on purpose. */
export interface Trade {
  name: string;
  posting: string;
  cv: {
    label: string;
    summary: string;
    work: [position: string, name: string, start: string, end: string | undefined, bullets: string[]][];
    skills: string[];
    certificates?: string[];
    education?: [studyType: string, area: string];
    languages?: string[];
  };
}

export const trades: Trade[] = [
  {
    name: 'nurse',
    posting: `# Registered Nurse, Acute Medical Ward
Harrowmere General Hospital, Dunmarsh

## About the ward
Our 28-bed ward takes patients straight from the emergency department. Falls went up by a fifth last winter and we want them halved within a year.

## What you will do
- Assess patients on admission and plan their care with the multidisciplinary team
- Give intravenous medicines and monitor fluid balance
- Supervise students and healthcare assistants

## Essential
- Registration with the nursing council and a current licence
- At least two years on an acute ward
- Skilled in cannulation, wound care and recognising the deteriorating patient
- Basic life support; advanced life support within six months

## Desirable
- Mentorship qualification
- Experience of discharge planning

## Benefits
27 days of annual leave, pension, free parking.`,
    cv: {
      label: 'Staff Nurse',
      summary: 'Nurse with six years in acute and surgical care.',
      work: [
        [
          'Staff Nurse, Surgical Ward',
          'Larchfield Infirmary',
          '2020-03',
          undefined,
          [
            'Cared for up to eight post-operative patients a shift, including cannulation and complex wound dressings',
            'Cut falls on the ward by 40 % in nine months with hourly rounds',
            'Led discharge planning for hip replacements; length of stay fell from 6.1 to 4.8 days',
            'Mentored eleven student nurses',
          ],
        ],
        [
          'Registered Nurse',
          'Bexcombe Hospital',
          '2018-01',
          '2020-02',
          [
            'Gave intravenous medicines on an acute medical ward of 24 beds',
            'Recognised sepsis early with the national early warning score and called the outreach team',
          ],
        ],
      ],
      skills: ['Cannulation', 'Wound care', 'Intravenous therapy', 'Electronic health records'],
      certificates: ['Advanced Cardiac Life Support (ACLS)', 'Registered Nurse licence'],
      education: ['Bachelor of Science', 'Nursing'],
    },
  },
  {
    name: 'chef',
    posting: `Sous Chef wanted - The Copper Ladle, Wrenbury

We are a 70-cover restaurant that cooks over fire and changes its menu every fortnight. Food cost has crept up to 36 % and we need it back at 30 %.

Requirements: three years as chef de partie or junior sous in a busy kitchen; butchery and fish preparation; ordering and stock control; a food hygiene certificate and working knowledge of HACCP; calm on the pass during a full service.

You will run the kitchen on the head chef's days off, write prep lists, train two apprentices and keep allergen sheets up to date.

We offer 48 hours over four days, tips, and meals on shift.`,
    cv: {
      label: 'Chef de Partie',
      summary: 'Cook for nine years in restaurants and one hotel.',
      work: [
        [
          'Junior Sous Chef',
          'Saltmarsh Grill',
          '2021-05',
          undefined,
          [
            'Ran the pass for 90 covers on Friday and Saturday nights',
            'Brought food cost from 34 % to 28 % by whole-animal butchery and a weekly stock count',
            'Wrote the HACCP plan that passed two inspections without remark',
            'Trained four apprentices on the grill and sauce sections',
          ],
        ],
        [
          'Commis Chef',
          'Hotel Verrano',
          '2016-09',
          '2021-04',
          [
            'Prepared fish and shellfish for a 120-cover dining room',
            'Kept the allergen matrix for three menus',
          ],
        ],
      ],
      skills: ['Butchery', 'Fish preparation', 'Menu planning', 'Stock control', 'Food safety'],
      certificates: ['Food Hygiene Level 3'],
    },
  },
  {
    name: 'accountant',
    posting: `# Management Accountant
**Tollgate Foods Ltd**

The month-end close takes eleven working days and the board sees figures too late. We want it down to five.

### Responsibilities
* Prepare monthly management accounts, accruals, prepayments and balance sheet reconciliations
* Variance analysis and rolling forecasts with plant managers
* VAT returns and support of the year-end audit

### What you bring
* Part-qualified or qualified (ACCA, CIMA or ACA)
* 3+ years in an accounts team, ideally in manufacturing
* Strong Excel; experience of an ERP system such as SAP or Sage
* Standard costing and stock valuation

### Nice to have
* Power BI
* IFRS`,
    cv: {
      label: 'Finance Analyst and Accountant (ACCA finalist)',
      summary: 'Accountant with five years in industry.',
      work: [
        [
          'Assistant Management Accountant',
          'Brindlecote Packaging',
          '2021-02',
          undefined,
          [
            'Shortened the month-end close from nine to six working days by automating accruals',
            'Reconciled 140 balance sheet accounts every month',
            'Prepared VAT returns for three companies and the file for the external audit',
            'Built the rolling forecast in Excel with four plant managers',
          ],
        ],
        [
          'Accounts Payable Clerk',
          'Northwick Motors',
          '2019-01',
          '2021-01',
          ['Processed 1,200 supplier invoices a month in Sage', 'Recovered £23k of duplicate payments'],
        ],
      ],
      skills: ['Excel', 'Sage 200', 'Variance analysis', 'Standard costing', 'Power BI'],
      certificates: ['ACCA Applied Skills'],
    },
  },
  {
    name: 'electrician',
    posting: `# Maintenance Electrician (nights)

Glasswright Bottling, Ottersby. Line 3 stands still six hours a week because of sensor faults; you will change that.

**The job**

- Fault-finding on motors, inverters and PLC-controlled conveyors
- Planned preventive maintenance, permits to work, isolation and lock-off
- Small installation jobs: distribution boards, lighting, containment

**You must have**

- A completed electrical apprenticeship and the 18th Edition wiring regulations
- Three-phase experience in a factory
- Reading of schematics; testing and inspection

**It would help**

- Siemens S7
- Pneumatics`,
    cv: {
      label: 'Industrial electrician',
      summary: 'Time-served electrician, twelve years in plants and two on building sites.',
      work: [
        [
          'Shift Electrician',
          'Pemberlow Paper Mill',
          '2015-06',
          undefined,
          [
            'Cut stoppages of the winder by 35 % after rewiring its three-phase motors and inverters',
            'Found faults on Siemens S7 PLC systems during production',
            'Carried out preventive maintenance under permit to work with lock-off',
            'Tested and inspected 60 distribution boards',
          ],
        ],
        [
          'Electrician',
          'Voltrow Contractors',
          '2012-01',
          '2015-05',
          [
            'Installed lighting, containment and distribution boards in four schools',
            'Completed handover certificates for 210 circuits',
          ],
        ],
      ],
      skills: ['Fault finding', 'Three-phase', 'PLC', 'Schematics', 'Testing and inspection'],
      certificates: ['18th Edition Wiring Regulations', 'Apprenticeship, Electrical Installation'],
    },
  },
  {
    name: 'teacher',
    posting: `# Primary School Teacher, Year 4

St Oda's is a two-form school by the river. Reading results fell after the pandemic and our governors expect 80 % at the expected standard by next summer.

## The role
You will teach a class of 27, plan lessons across the curriculum, assess progress, and talk with parents every half term. You will lead one subject.

## Person specification
1. Qualified teacher status
2. Experience of Key Stage 2
3. Phonics and guided reading
4. Behaviour management that is kind and firm
5. Work with special educational needs (SEN)

## Safeguarding
We are committed to safeguarding; an enhanced DBS check is required.`,
    cv: {
      label: 'Primary teacher',
      summary: 'Teacher of seven- to eleven-year-olds.',
      work: [
        [
          'Class Teacher, Year 5',
          'Millbeck Primary School',
          '2019-09',
          undefined,
          [
            'Taught a class of 30; 84 % reached the expected standard in reading, 11 points more than the year before',
            'Introduced guided reading with phonics catch-up for nine pupils',
            'Planned individual targets for six children with SEN',
            'Led mathematics across the school',
          ],
        ],
        [
          'Newly Qualified Teacher',
          "St Aldwyn's School",
          '2018-09',
          '2019-07',
          ['Planned and assessed lessons for Year 3', 'Ran parents’ evenings and a lunchtime choir'],
        ],
      ],
      skills: ['Curriculum planning', 'Behaviour management', 'Phonics', 'Assessment'],
      certificates: ['Qualified Teacher Status (QTS)'],
      education: ['PGCE', 'Primary Education'],
    },
  },
  {
    name: 'sales',
    posting: `Account Executive (SaaS)

Ledgerloop sells expense software to mid-sized firms. Our pipeline depends on inbound leads, and half of them are lost before the demo.

What you'll do:
- Prospect and cold-call finance directors
- Run demos and negotiate contracts up to €80k
- Keep the CRM honest and forecast your quarter

What you'll need:
- 2+ years of B2B closing experience with a quota
- Salesforce or HubSpot
- German at business level

Bonus points:
- Experience of selling to finance teams

What you'll get:
- Uncapped commission, 30 days of holiday, a gym card`,
    cv: {
      label: 'Sales representative',
      summary: 'Seller of software to companies of 50 to 500 people.',
      work: [
        [
          'Sales Executive',
          'Inkwell Payroll Software',
          '2021-01',
          undefined,
          [
            'Closed €1.3M of new contracts in 2023, 118 % of quota',
            'Won 41 customers by cold calls to finance directors',
            'Raised the demo-to-close rate from 17 % to 29 %',
            'Kept the forecast in HubSpot within 6 % of the outcome',
          ],
        ],
        [
          'Sales Development Representative',
          'Quillbase',
          '2019-03',
          '2020-12',
          ['Booked 14 demos a month from outbound prospecting in Salesforce'],
        ],
      ],
      skills: ['Prospecting', 'Negotiation', 'Salesforce', 'HubSpot', 'Demos'],
      languages: ['German', 'English'],
    },
  },
  {
    name: 'lawyer',
    posting: `# Employment Solicitor

Farrow & Lisle LLP, Castlebridge

Our employment team advises councils and hospitals. Tribunal claims have doubled since spring and deadlines are at risk.

## Your work
- Defend claims of unfair dismissal and discrimination before the employment tribunal
- Draft settlement agreements, contracts and policies
- Advise on TUPE transfers and redundancies

## Requirements
- Qualified solicitor, 2 to 5 years' post-qualification experience (PQE)
- Advocacy at preliminary hearings
- Clear drafting under pressure of time

## Preferred
- Public-sector clients`,
    cv: {
      label: 'Solicitor, employment law',
      summary: 'Solicitor qualified in 2020.',
      work: [
        [
          'Associate, Employment',
          'Dunstan Reeve Solicitors',
          '2020-09',
          undefined,
          [
            'Defended 37 tribunal claims of unfair dismissal and discrimination, 21 of them settled before hearing',
            'Drafted settlement agreements for a redundancy of 90 staff',
            'Advised a health trust on two TUPE transfers',
            'Appeared at 14 preliminary hearings',
          ],
        ],
        [
          'Trainee Solicitor',
          'Hollis & Marr',
          '2018-09',
          '2020-08',
          ['Prepared bundles and witness statements for litigation'],
        ],
      ],
      skills: ['Employment tribunal advocacy', 'Drafting', 'TUPE', 'Settlement agreements'],
      certificates: ['Admitted as solicitor'],
      education: ['LLB', 'Law'],
    },
  },
  {
    name: 'welder',
    posting: `# TIG Welder / Fabricator

Ironside Vessels builds stainless tanks for dairies. Too many welds fail X-ray on the first attempt (8 %), and every repair costs us two days.

You bring
- Coded TIG welding of stainless steel, pipe and sheet
- Reading of fabrication drawings and weld symbols
- Own sense for distortion and clean purging

Useful, not essential
- Orbital welding
- Forklift licence

We give
- Day shift, overtime paid, boots and helmet`,
    cv: {
      label: 'Coded welder',
      summary: 'Welder with fourteen years in pipework.',
      work: [
        [
          'Pipe Welder',
          'Calderstone Pipework',
          '2014-02',
          undefined,
          [
            'Welded stainless pipe by TIG for food plants, X-ray failure rate 1.2 % over 3,400 joints',
            'Set up purging and fixtures that took distortion out of thin sheet',
            'Read isometric fabrication drawings and marked up changes',
          ],
        ],
        [
          'Fabricator',
          'Hulme Steel',
          '2010-03',
          '2014-01',
          ['Built stairs and handrails by MIG from drawings'],
        ],
      ],
      skills: ['TIG', 'MIG', 'Stainless steel', 'Orbital welding', 'Weld symbols'],
      certificates: ['ISO 9606-1 welder qualification', 'Forklift licence'],
    },
  },
  {
    name: 'developer',
    posting: `# Backend Developer (Python)

Fernwood Maps routes ambulances. Our nightly import takes nine hours and sometimes is not done at breakfast.

## Tasks
- Build and operate APIs in Python and FastAPI
- Speed up PostGIS queries and the import pipeline

## Must have
- Four years of Python in production
- PostgreSQL, Docker, CI/CD
- Automated tests

## Nice to have
- Kubernetes, Redis
- OpenStreetMap data`,
    cv: {
      label: 'Software developer',
      summary: 'Developer of web services since 2017.',
      work: [
        [
          'Senior Developer',
          'Parcelwise',
          '2020-01',
          undefined,
          [
            'Built the routing API in Python and FastAPI that answers 300 requests a second',
            'Cut a PostgreSQL import from 7 h to 50 min with partitions and COPY',
            'Introduced CI/CD with Docker images and 1,900 automated tests',
          ],
        ],
        ['Developer', 'Notewell', '2017-04', '2019-12', ['Wrote a PostGIS service for nearby pharmacies']],
      ],
      skills: ['Python', 'FastAPI', 'PostgreSQL', 'PostGIS', 'Docker', 'Redis'],
    },
  },
];
