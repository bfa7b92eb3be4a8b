/** Words of English job titles, as they stand alone. */
const english =
  'engineer|developer|manager|management|nurse|teacher|headteacher|assistant|analyst|designer|officer|director|lead|leader|head|chief|specialist|consultant|technician|administrator|coordinator|architect|scientist|accountant|chef|cook|welder|electrician|plumber|carpenter|joiner|driver|mechanic|operator|operative|supervisor|clerk|cashier|receptionist|porter|lawyer|solicitor|attorney|paralegal|counsel|doctor|physician|registrar|surgeon|dentist|pharmacist|therapist|midwife|carer|caregiver|worker|editor|writer|journalist|librarian|lecturer|professor|researcher|tutor|trainer|instructor|coach|pilot|fitter|machinist|baker|butcher|barista|waiter|waitress|bartender|cleaner|gardener|farmer|labourer|laborer|foreman|surveyor|planner|buyer|merchandiser|representative|advisor|adviser|agent|broker|auditor|controller|bookkeeper|treasurer|secretary|executive|associate|intern|internship|apprentice|trainee|partner|owner|founder|co-founder|cto|ceo|cfo|coo|vp|president|guard|firefighter|paramedic|inspector|tester|programmer|volunteer|member|freelance|freelancer|contractor|deputy|principal|master|mate|captain|sous|commis|staff|senior|junior|fellow|student|mentor|organi[sz]er|trustee|governor|chair|packer|picker|loader|assembler|installer|handler|roofer|plasterer|painter|decorator|potter|glazier|mason|tailor|seamstress|florist|jewell?er|caretaker|janitor|nanny|courier|dispatcher|sommelier|musician|actor|actress|translator|interpreter|economist|chemist|vet|veterinarian|stylist|producer|animator|illustrator|strategist|recruiter|underwriter|actuary|trader|teller|banker|steward|stewardess|sergeant|corporal|lieutenant|counsell?or|dieti[tc]ian|hygienist|auxiliary';

/** Whole words of titles in German, French, Spanish, Italian, Polish and Dutch. */
const european =
  'ausbildung|praktikum|werkstudent(?:in)?|koch|köchin|kaufmann|kauffrau|geselle|meister|ärzt(?:in)?|arzt|' +
  'ingénieure?|infirmi(?:er|ère)|direct(?:eur|rice)|responsable|technicien(?:ne)?|développeu(?:r|se)|conseill(?:er|ère)|vendeu(?:r|se)|cuisini(?:er|ère)|serveu(?:r|se)|stagiaire|comptable|enseignante?|professeure?|chargée?|assistante|maître|gérante?|' +
  'ingenier[oa]|enfermer[oa]|directora?|gerente|jef[ea]|técnic[oa]|desarrollador[a]?|profesora?|cociner[oa]|camarer[oa]|contable|becari[oa]|auxiliar|encargad[oa]|' +
  'ingegnere|infermier[ea]|direttore|direttrice|responsabile|impiegat[oa]|cuoc[oa]|cameriere|tirocinante|sviluppatore|insegnante|' +
  'inżynier|pielęgniarka|pielęgniarz|dyrektor|kierownik|specjalista|programista|nauczyciel(?:ka)?|elektryk|księgow[ay]|kucharz|kelner(?:ka)?|stażyst[ak]a?|asystent(?:ka)?|kierowca|' +
  'verpleegkundige|directeur|medewerker|docent|leraar|kok|adviseur';

/** German and Dutch titles are compounds whose last word says what somebody is: "Abteilungsleiterin". */
const compound =
  '\\p{L}*(?:leiter|führer|arbeiter|ingenieur|entwickler|berater|pfleger|lehrer|techniker|mechaniker|mechatroniker|elektriker|fahrer|verkäufer|referent|buchhalter|ontwikkelaar)(?:in)?';

/** Endings that hardly anything but occupations has: "radiographer", "bricklayer", "beekeeper". */
const occupation =
  '\\p{L}{2,}(?:ologist|ographer|otherapist|keeper|maker|layer|smith|wright|monger|dresser|minder|writer)';

const roleWord = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:(?:${english}|${occupation})s?|${european}|${compound})(?![\\p{L}\\p{N}])`,
  'iu',
);

/** Whether a piece reads like a title that somebody holds. */
export function namesRole(piece: string): boolean {
  return roleWord.test(piece);
}

/** Whether a piece may be a title by its last word's ending, where nothing surer is found: "Rigger", "Archivist". */
export function mayNameRole(piece: string): boolean {
  return /\p{L}{2,}(?:er|or|ist|ian|eur)(?:\s*(?:,|\().*)?$/iu.test(piece);
}

/** Fields and regions that follow a title: "Director, Sales & Marketing", "VP Operations, EMEA". */
const remit =
  /^(?:sales|marketing|operations?|finance|financial|technology|technical|it|engineering|products?|people|hr|human|resources|talent|legal|compliance|risk|data|analytics|security|research|development|r&d|procurement|purchasing|supply|chain|logistics|quality|safety|health|communications?|commercial|strategy|business|customers?|success|services?|support|partnerships?|design|outsourcing|growth|brand|digital|content|regulatory|public|government|affairs|policy|emea|apac|americas?|latam|europe|asia|africa|pacific|middle|north|south|east|west|northern|southern|eastern|western|central|global|international|worldwide|nordics?|dach|benelux|mena|row)$/i;

export function namesRemit(piece: string): boolean {
  const words = piece.split(/\s*[&/]\s*|\s+(?:and\s+|of\s+)?/).filter((word) => word !== '');
  return words.length > 0 && words.every((word) => remit.test(word));
}
