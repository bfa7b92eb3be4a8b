import type { Contact } from '../reasoner/people.ts';
import type { Dossier } from './dossier.ts';
import { markdownQuote, markdownText } from './markdown-text.ts';

/** What to send and to whom, to be copied by hand: nothing is ever sent from here. */
export function outreachMarkdown(dossier: Pick<Dossier, 'posting' | 'outreach' | 'contacts'>): string {
  const { posting, outreach, contacts } = dossier;
  const noteLength = [...outreach.linkedInNote].length;
  const bodyWords = outreach.email.body.match(/\S+/g)?.length ?? 0;
  const title = [posting.title, posting.company].filter(Boolean).join(', ');
  const blocks = [
    `# Outreach: ${markdownText(title)}`,
    `## LinkedIn note (${noteLength} of 200 characters)`,
    markdownText(outreach.linkedInNote),
    `## E-mail (${bodyWords} words)`,
    `Subject: ${markdownText(outreach.email.subject)}`,
    ...outreach.email.body.split(/\n\s*\n/).map(paragraph),
    '## Contacts',
    ...(contacts.length === 0 ? ['None found.'] : contacts.map(contactBlock)),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

/** Line breaks inside a paragraph (a closing over its name) stay breaks when rendered. */
function paragraph(text: string): string {
  return text.trim().split('\n').map(markdownText).join('  \n');
}

function contactBlock(contact: Contact): string {
  const { name, role, synthetic, reason, quote, email } = contact;
  const mark = synthetic ? ' (synthetic: a role, not a person; nobody was looked up)' : '';
  return [
    `### ${markdownText(name)}${mark}`,
    markdownText([role, email].filter(Boolean).join(' | ')),
    markdownText(reason),
    quote === undefined ? '' : markdownQuote(quote),
  ]
    .filter((line) => line !== '')
    .join('\n\n');
}
