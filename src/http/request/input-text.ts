import type { InputText } from '../../jobs/job.ts';
import { RequestError } from '../request-error.ts';

type Part = 'posting' | 'cv';

/** An uploaded file as text. @throws RequestError `CHARSET_UNKNOWN` (415), `POSTING_NOT_TEXT`, `CV_NOT_TEXT` (422) */
export async function textOfFile(file: File, part: Part): Promise<InputText> {
  const [essence = '', ...parameters] = file.type.split(';').map((piece) => piece.trim());
  const charset = parameters.find((parameter) => /^charset=/i.test(parameter))?.slice('charset='.length);
  const decoder = decoderFor(charset?.replaceAll('"', '') ?? 'utf-8', part);
  let text: string;
  try {
    text = decoder.decode(await file.arrayBuffer());
  } catch (cause) {
    throw new RequestError(
      422,
      part === 'cv' ? 'CV_NOT_TEXT' : 'POSTING_NOT_TEXT',
      `the ${part === 'cv' ? 'CV' : 'posting'} is not ${decoder.encoding} text`,
      { kind: 'input', where: part, action: 'send it as text, Markdown, HTML, JSON or YAML in UTF-8', cause },
    );
  }
  return inputText(text, file.name, essence);
}

/** Text with a name free of folders; a media type that says nothing is left out. */
export function inputText(text: string, name?: string, mediaType?: string): InputText {
  const essence = mediaType?.split(';')[0]?.trim().toLowerCase();
  const told = essence !== undefined && essence !== '' && essence !== 'application/octet-stream';
  return { name: plainName(name), text, ...(told ? { mediaType: essence } : {}) };
}

const maxNameLength = 120;

/** The last part of a file name, in one Unicode form and without control or direction characters. */
function plainName(name = ''): string {
  const last = name
    .normalize('NFC')
    .split(/[\\/]/)
    .at(-1)
    ?.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '')
    .trim();
  if (last === undefined || /^\.*$/.test(last)) return 'request';
  const characters = [...last];
  if (characters.length <= maxNameLength) return last;
  // The ending tells the format, so a long name is cut before it.
  const ending = [...(/\.[A-Za-z0-9]{1,8}$/.exec(last)?.[0] ?? '')];
  return [...characters.slice(0, maxNameLength - ending.length), ...ending].join('');
}

function decoderFor(charset: string, part: Part): TextDecoder {
  try {
    return new TextDecoder(charset, { fatal: true });
  } catch (cause) {
    throw new RequestError(415, 'CHARSET_UNKNOWN', 'the character set of the file is not known', {
      where: part,
      action: 'send UTF-8',
      cause,
    });
  }
}
