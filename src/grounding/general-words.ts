import { isStopWord, stemOf } from '../text/stems.ts';

/**
 * Words that any CV may use to join what its sources say: verbs of doing and changing, general nouns of work,
 * plain adjectives and adverbs. None of them names a skill, a trade, a tool, a rank or an amount, so using one
 * that the source does not use claims nothing new. Verbs that claim a rank in the work ("led", "managed") are in
 * leadership.ts.
 */
const generalWords = `
  achieve accomplish act adapt align optimise optimize migrate leverage foster boost add address adjust adopt agree aid aim allow answer apply approach arrange
  ask assemble assign avoid base begin bring build carry cause change check choose close collect combine
  complete concern conclude connect consider consist contain continue contribute convert correct cover create
  cut deal decide decline decrease define deliver depend describe develop devise do draw drop earn ease
  effect elevate eliminate embed employ enable encourage end enhance enlarge ensure enter establish exceed
  execute expand expect experience extend face fall figure fill find finish fit fix focus follow form free fulfil
  fulfill further gain gather generate get give go grow guarantee halt handle happen help hold identify
  implement improve include incorporate increase influence inform initiate install introduce involve issue join keep last
  leave let lift limit link list lower maintain make mark match mean meet modernise modernize move need note
  obtain occur offer open operate organise organize overcome overhaul own part pass perform place plan play
  point practise prepare present prevent produce progress prove provide put raise reach realise realize receive
  recognise recognize redesign reduce refine reflect regard relate remain remove renew reorganise repair replace
  require resolve respond restore result retain return revise rise roll rework run save secure see select send
  serve set shape share shift shorten show simplify solve speed spend stabilise stabilize standardise
  standardize start stay step stop streamline strengthen structure succeed supply support sustain switch
  take target tell transform transition turn undertake unify update upgrade use
  utilise utilize win work

 became began begun broke brought built chose chosen dealt drawn drew driven fell fallen felt found gave given
  gone grew grown held kept knew known laid left made meant met overcame put ran raised rose risen said sent shown
  sought spent stood strove taken taught thought told took undertook went won withdrew

  ability account action activity addition advantage amount area aspect attention background basis behalf
  benefit capacity career case chance choice circumstance collaboration colleague combination commitment
  condition content contribution cost course demand detail difference effort element environment event example expense
  expertise extent fact factor field focus function goal group growth history idea impact improvement
  individual initiative interest issue item job key kind knowledge lack level line matter means measure member
  method mix moment nature number objective office opportunity option order organisation organization outcome
  outset output past people period person phase piece position possibility problem process profession
  professional project purpose quality range rate reach reason record reduction requirement responsibility
  result role saving scope section sector side situation skill solution sort source stage standard start state step
  success task team term thing time topic track type use user value variety version way wide word work
  worker workplace site industry company business employer customer client partner stakeholder

  able accurate active actual additional adjacent alike alone appropriate available aware better big brief
  broad busy capable careful clear close common complete complex comprehensive consistent constant continuous
  current dedicated deep different difficult direct diverse due easy effective efficient entire equal especial
  essential everyday existing extensive extra fast final fine former frequent full further general good great
  hands-on hard heavy helpful high important individual initial internal joint keen key large late
  later lengthy local long low main major many measurable minor more motivated multiple narrow natural
  necessary new next normal numerous old ongoing open original other outside overall own particular passionate
  plain poor positive possible practical precise present previous prior proper proven quick rapid ready real
  recent regular related relevant reliable responsible robust rough same seasoned separate serious several
  sharp short significant similar simple single slow small smooth solid special specific stable steady
  strong substantial successful such suitable sustainable thorough timely tough typical usual various
  experienced versatile vital weak well whole wide willing

  additionally alongside amid apart aside consequently currently directly effectively efficiently end-to-end
  especially extensively formerly highly including inside instead jointly largely later mainly meanwhile
  mostly namely notably otherwise outside particularly per plus previously primarily regarding regularly respectively
  significantly similarly simultaneously subsequently successfully thereby therefore throughout today
  together typically via whenever wherever whereby within onwards ltd inc gmbh llc plc`;

const stems = new Set(generalWords.trim().split(/\s+/u).map(stemOf));

/** Adverbs that claim something all the same: merit, reach, or how often. */
const claimingAdverb =
  /^(?:solely|personally|independently|exclusively|single-?handedly|globally|nationally|internationally|daily|nightly|weekly|fortnightly|monthly|quarterly|yearly|annually|hourly|fluently)$/u;

/** Whether a word joins claims rather than makes one. Names and terms are never general, however spelled. */
export function isGeneralWord(word: string): boolean {
  if (claimingAdverb.test(word)) return false;
  return isStopWord(word) || stems.has(stemOf(word)) || /^\p{Ll}{4,}ly$/u.test(word);
}
