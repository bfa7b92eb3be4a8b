import { stemOf } from '../../text/stems.ts';

/**
 * Words that postings and CVs of every trade use about any work. They carry almost nothing when a requirement
 * is compared with a CV.
 */
const genericWords = `
ability able abilities accomplish accountable achieve active actively activity additional advantage advanced
allow anger apply applicable applicant appropriate area aspect aspects assist associated attention attitude
available aware awareness background based basic basis benefit best better big bonus bring broad build building built business busy
calm candidate capable care career carry carried case challenge challenging change clear clearly closely
collaborate collaborative colleague come comfortable commitment committed common communicate communication
company competence competency competent complete comprehensive comparable confidence confident consider consistent
contribute contribution current currently daily day deal decide deep degree demanding demonstrable demonstrate
dedicated depth desirable detail detailed develop development different directly drive duty dynamic eager early
easy effective effectively effort employee employer enable end energy english ensure enthusiasm enthusiastic
environment equivalent especially essential establish evidence exact example excellent exceptional exciting
expect experience experienced expert expertise explain fair familiar familiarity fast feel field find fine
flexible focus follow following forward free friend full fully future general good great group grow growing
growth half hand hands happen happy hard have head help helpful high highly hold holder hour idea ideal ideally
identify impact important improve improved improvement include individual information initiative instead
integrity interest interested interpersonal involve issue job join keen key kind know knowledge language large
lead leading learn learning level life like line little live long look love low main maintain major manage
management manner matter maximum mean measure meet member method mind minimum mission modern month motivated
multiple necessary need needs new nice note number objective offer office old open opportunity organised
organisation organization organizational other outcome outstanding own paid part particular passion passionate
past people perform performance person personal place plan planning play please plus position possess
possible post practical practice prefer preferred previous previously pride prior priority proactive problem
process proficiency proficient program progress project proper proud proven provide qualification qualified
quality quick quickly range reach ready real record recognised regular related relation relationship relevant reliable
report require required requirement respect respond responsibility responsible result right role run running
sense serious service set several share shared show similar simple site situation skill skilled small solid
solution solve sound specific staff stage standard start state stay step strong strongly subject succeed
success successful successfully sufficient suitable support sure system talk task team technical thing think
third thought time today together tool top track training trust try type typical understand understanding
unit up upon valuable value variety various verbal want way week welcome well wide willing willingness wish
word work worked working workplace world write writing written year years yes young
`;

const listed = new Set(genericWords.trim().split(/\s+/));
const genericStems = new Set([...listed].map(stemOf));

/** Inflections count too; a bare stem does not unless it is listed: Excel is not excellent, an organ no organisation. */
export function isGenericWord(word: string): boolean {
  const lower = word.toLowerCase();
  if (listed.has(lower)) return true;
  const stem = stemOf(word);
  return stem !== lower && genericStems.has(stem);
}
