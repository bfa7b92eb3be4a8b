import { tokenize } from './words.ts';

/**
 * Acronyms that employers of many trades use without explaining them. General vocabulary: an acronym that is
 * not here is still recognised where posting or CV explains or spells it out.
 */
const table = `
AML|anti-money laundering
API|application programming interface
ATS|applicant tracking system
B2B|business to business
B2C|business to consumer
BIM|building information modelling
BLS|basic life support
ACLS|advanced cardiac life support
PALS|pediatric advanced life support
CAD|computer-aided design
CAPA|corrective and preventive action
CFA|chartered financial analyst
CI/CD|continuous integration and continuous delivery
CMS|content management system
CNC|computer numerical control
CPA|certified public accountant
CPD|continuing professional development
CPR|cardiopulmonary resuscitation
CRM|customer relationship management
CSS|cascading style sheets
DEI|diversity, equity and inclusion
DPIA|data protection impact assessment
EDI|electronic data interchange
EHR|electronic health record
EMR|electronic medical record
ER|emergency room
ERP|enterprise resource planning
ESL|English as a second language
ETL|extract, transform, load
EYFS|early years foundation stage
FMEA|failure mode and effects analysis
GAAP|generally accepted accounting principles
GCP|good clinical practice
GDPR|General Data Protection Regulation
GIS|geographic information system
GMP|good manufacturing practice
HACCP|hazard analysis and critical control points
HGV|heavy goods vehicle
HIPAA|Health Insurance Portability and Accountability Act
HR|human resources
HVAC|heating, ventilation and air conditioning
IaC|infrastructure as code
ICU|intensive care unit
IEP|individualized education program
IFRS|International Financial Reporting Standards
KPI|key performance indicator
KYC|know your customer
LLM|large language model
LMS|learning management system
LPN|licensed practical nurse
MES|manufacturing execution system
MIG|metal inert gas
ML|machine learning
MRP|material requirements planning
NDT|non-destructive testing
NLP|natural language processing
OKR|objectives and key results
ORM|object-relational mapping
OSHA|Occupational Safety and Health Administration
P&L|profit and loss
PI|principal investigator
PLC|programmable logic controller
PMP|project management professional
POS|point of sale
PPC|pay per click
PPE|personal protective equipment
PR|public relations
QA|quality assurance
QC|quality control
R&D|research and development
RFP|request for proposal
RN|registered nurse
ROI|return on investment
SaaS|software as a service
SCADA|supervisory control and data acquisition
SDLC|software development life cycle
SEN|special educational needs
SEND|special educational needs and disabilities
SEM|search engine marketing
SEO|search engine optimization
SLA|service level agreement
SLI|service level indicator
SLO|service level objective
SOP|standard operating procedure
SRE|site reliability engineering
SSO|single sign-on
TDD|test-driven development
TIG|tungsten inert gas
TMS|transport management system
UAT|user acceptance testing
UI|user interface
UX|user experience
VAT|value added tax
VPN|virtual private network
WCAG|Web Content Accessibility Guidelines
WIP|work in progress
WMS|warehouse management system
`;

const fullForms = new Map(
  table
    .trim()
    .split('\n')
    .map((line) => line.split('|') as [string, string]),
);

const acronyms = new Map([...fullForms].map(([acronym, full]) => [full.toLowerCase(), acronym]));

/** The usual full form of an acronym (its plural too), or undefined. */
export function commonFullForm(acronym: string): string | undefined {
  return fullForms.get(acronym) ?? fullForms.get(acronym.replace(/s$/, ''));
}

/** The usual acronym of a full form in lower or mixed case, singular or plural; or undefined. */
export function commonAcronym(full: string): string | undefined {
  const lower = full.toLowerCase();
  return acronyms.get(lower) ?? acronyms.get(lower.replace(/s$/, ''));
}

/** Full forms that a text spells out and that have a usual acronym, as the text writes them. */
export function fullFormsIn(text: string): { full: string; start: number }[] {
  const tokens = tokenize(text);
  const found: { full: string; start: number }[] = [];
  for (const [at, first] of tokens.entries()) {
    for (let length = 5; length >= 2; length -= 1) {
      const last = tokens[at + length - 1];
      if (last === undefined) continue;
      const full = text.slice(first.start, last.end);
      if (commonAcronym(full) === undefined) continue;
      found.push({ full, start: first.start });
      break;
    }
  }
  return found;
}
