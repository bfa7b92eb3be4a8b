import { familyOf } from '../../text/word-families.ts';

/**
 * Groups of words that stand for nearly the same piece of work in postings and CVs of any trade. A match within
 * a group counts for less than the same word. Only words whose usual sense at work is the group's.
 */
const groups = `
pager paging on-call oncall call-out
incident outage downtime failure postmortem failover
alert alerting alarm paging
lead led head supervise supervised manage managed oversee direct
mentor mentored coach coached train trained teach taught tutor
build built develop developed create created implement implemented
deploy deployment release rollout rollback ship shipped
customer client buyer
guest diner patron
resident citizen public
patient resident-care
pupil student learner
teacher teaching lecturer lecture
child children toddler infant
supplier vendor contractor
procurement tender purchasing sourcing procure buying
budget budgeting cost spend expenditure
revenue sales turnover
forecast forecasting projection prediction
report reporting dashboard
bookkeeping ledger accounts accounting accountant
invoice invoicing billing payable receivable
payroll wages
audit auditing auditor inspection
tax taxation vat
closing month-end year-end close
reconcile reconciliation
lawyer solicitor attorney counsel
litigation dispute lawsuit trial
contract agreement
negotiate negotiation negotiated
recruit recruitment hiring interviewed hired
onboarding induction orientation
schedule scheduling rota roster
chef cook cooking kitchen culinary
menu dish recipe
food-safety haccp hygiene
nurse nursing rn ward
medication medicine drug dose
wound dressing
hospital clinic clinical ward
weld welder welding fabrication
electrician electrical wiring
repair maintenance servicing maintain
warehouse logistics shipping distribution
driver driving delivery
machine-learning model classifier
database sql
data analytics analysis analyst
test testing tests qa
monitoring observability drift
map gis satellite remote-sensing
research researcher study
writing wrote written author draft drafted copywriting
marketing campaign advertising
stakeholder minister councillor board
accessibility wcag disability disabled
privacy confidentiality gdpr
safety hazard risk-assessment
lesson curriculum syllabus classroom
behaviour discipline safeguarding
farm agriculture crop grower orchard agronomist field-trial irrigation
restaurant hospitality hotel
construction building-site site-work
property housing tenant landlord
law legal statute
fundraising donor grant
`;

let groupsByFamily: Map<string, string[]> | undefined;

/** Names of the groups that a word's family belongs to; most belong to none. */
export function groupsOf(family: string): readonly string[] {
  groupsByFamily ??= readGroups();
  return groupsByFamily.get(family) ?? [];
}

/** Not on import: families need the list of word frequencies, which is read when somebody asks. */
function readGroups(): Map<string, string[]> {
  const read = new Map<string, string[]>();
  for (const [index, line] of groups.trim().split('\n').entries()) {
    for (const word of line.split(' ')) {
      const family = familyOf(word);
      read.set(family, [...(read.get(family) ?? []), `~${index}`]);
    }
  }
  return read;
}
