/** The words that name a posting's sections, whatever the trade. */
const sectionNames = [
  'requirements?',
  '(?:minimum |basic |preferred |required |essential |desired |key |additional |educational )?(?:qualifications?|requirements?|skills?|criteria|competenc(?:ies|es)|experience)(?: (?:required|needed|preferred))?',
  '(?:skills|qualifications|experience|education)(?:,? (?:and|&) (?:skills|qualifications|experience|education|abilities|knowledge))+',
  '(?:(?:key|main|core|primary|principal|major|daily|essential|your|the) )*(?:responsibilities|duties|tasks|accountabilities|functions|deliverables|objectives)(?: (?:and|&) (?:responsibilities|duties|tasks|accountabilities))?',
  '(?:job|role|position|post) (?:description|summary|overview|purpose|profile|details|requirements|duties)',
  'overview',
  'summary',
  'description',
  '(?:about|who|why) (?:the )?(?:role|job|position|post|team|company|you|us|we are|you are|this role|this job|work (?:here|with us|for us))',
  '(?:about us|about the (?:company|organi[sz]ation|employer|practice|school|hospital|firm|business))',
  "(?:what|who) (?:you(?:'|’)?(?:ll| will|(?:'|’)re)?|we(?:'|’)?(?:ll| will|(?:'|’)re)?) (?:be )?(?:do(?:ing)?|need|bring|offer|look(?:ing)? for|expect|ask(?: for| of you)?|have|are|get|learn)(?: in this role)?",
  "(?:what(?:'|’)s|whats) (?:in it for you|on offer)",
  '(?:you|we) (?:have|offer|bring|are|need|will(?: have| be)?|must have|should have)',
  '(?:must[- ]haves?|nice[- ]to[- ]haves?|good to have|bonus(?: points)?|pluses|desirable|essential|essentials|preferred|required|ideal candidate|the ideal candidate|person specification|your profile|your background|your mission|the successful candidate)',
  '(?:(?:our |company |employee )?benefits(?: (?:and|&) perks| package| offered)?|perks(?: (?:and|&) benefits)?|compensation(?: (?:and|&) benefits)?|salary(?: (?:and|&) benefits)?|we offer|what we offer|our offer|pay and benefits)',
  '(?:how to apply|to apply|application process|next steps|the process|our process|interview process|hiring process|contact(?: us)?|equal opportunit(?:y|ies)|location|working hours|hours|schedule|shifts?|terms and conditions|training)',
  '(?:physical (?:demands|requirements)|work(?:ing)? (?:environment|conditions)|licen[cs]es?(?: (?:and|&) certifications)?|certifications?|education|languages?)',
];

const sectionHeading = new RegExp(String.raw`^(?:${sectionNames.join('|')})\s*[:：?!]?$`, 'iu');

/** Whether a line is nothing but a usual section's name. */
export function isSectionHeading(line: string): boolean {
  return line.length <= 60 && sectionHeading.test(line.trim());
}

/** Names of sections that list things, for lists written on one line: "Requirements: a; b; c". */
export function isListLabel(label: string): boolean {
  return (
    isSectionHeading(label) &&
    !/^(?:location|contact|hours|schedule|overview|summary|description)/i.test(label)
  );
}
