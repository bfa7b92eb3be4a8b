import { StrataError } from '../error.ts';

/** Beginnings of files that hold text only inside a format of their own. */
const containers: { name: string; magic: string; canConvert: boolean }[] = [
  { name: 'a PDF file', magic: '%PDF-', canConvert: true },
  { name: 'a Word, OpenDocument or other zipped file', magic: 'PK\x03\x04', canConvert: true },
  { name: 'an old Word file', magic: '\xD0\xCF\x11\xE0', canConvert: false },
  { name: 'an RTF file', magic: '{\\rtf', canConvert: false },
  { name: 'a PNG picture', magic: '\x89PNG', canConvert: false },
  { name: 'a JPEG picture', magic: '\xFF\xD8\xFF', canConvert: false },
  { name: 'a GIF picture', magic: 'GIF8', canConvert: false },
  { name: 'a gzip file', magic: '\x1F\x8B', canConvert: false },
];

/**
 * Bytes as text: UTF-8, UTF-16 with a byte order mark, or the character set that an HTML page declares.
 *
 * @throws StrataError kind `input`: `INPUT_EMPTY`, `INPUT_NEEDS_CONVERSION`, `INPUT_NOT_TEXT`, `INPUT_NOT_UTF8`
 */
export function decodeText(bytes: Uint8Array, where: string): string {
  const head = Buffer.from(bytes.subarray(0, 1_024)).toString('latin1');
  const container = containers.find(({ magic }) => head.startsWith(magic));
  if (container !== undefined) {
    throw new StrataError('INPUT_NEEDS_CONVERSION', `this is ${container.name}, not text`, {
      kind: 'input',
      where,
      action: container.canConvert
        ? 'save it as text, Markdown or HTML first and hand that in'
        : 'save it as text, Markdown or HTML and hand that in',
    });
  }
  const text =
    decodeMarked(bytes, head) ?? decodeUtf8(bytes) ?? decodeDeclared(bytes, head) ?? refuse(bytes, where);
  if (text.includes('\0')) {
    throw new StrataError('INPUT_NOT_TEXT', 'it holds NUL bytes, so it is no text', {
      kind: 'input',
      where,
      action: 'hand in a text file in UTF-8',
    });
  }
  if (text.trim() === '') {
    throw new StrataError('INPUT_EMPTY', 'it is empty', {
      kind: 'input',
      where,
      action: 'hand in a file with text in it',
    });
  }
  return text;
}

function decodeMarked(bytes: Uint8Array, head: string): string | undefined {
  const encoding = head.startsWith('\xFF\xFE')
    ? 'utf-16le'
    : head.startsWith('\xFE\xFF')
      ? 'utf-16be'
      : undefined;
  return encoding === undefined ? undefined : decodeAs(encoding, bytes);
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  return decodeAs('utf-8', bytes);
}

/** Old pages are still about in windows-1252 and its like, and say so. */
function decodeDeclared(bytes: Uint8Array, head: string): string | undefined {
  const charset = /<meta[^>]{0,200}charset\s*=\s*["']?([\w-]+)/i.exec(head)?.[1];
  return charset === undefined || /^utf-?8$/i.test(charset) ? undefined : decodeAs(charset, bytes);
}

/** A byte order mark is taken off. Undefined where the bytes are not in this encoding. */
function decodeAs(encoding: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function refuse(bytes: Uint8Array, where: string): never {
  const offset = firstInvalidByte(bytes);
  const byte = bytes[offset]?.toString(16).toUpperCase().padStart(2, '0') ?? '';
  throw new StrataError(
    'INPUT_NOT_UTF8',
    `it is not UTF-8: byte ${byte} at offset ${offset} begins no character`,
    {
      kind: 'input',
      where,
      action: 'save the file as UTF-8',
    },
  );
}

function firstInvalidByte(bytes: Uint8Array): number {
  const lenient = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  let offset = 0;
  let from = 0;
  for (;;) {
    const at = lenient.indexOf('\uFFFD', from);
    if (at === -1) return offset;
    offset += Buffer.byteLength(lenient.slice(from, at), 'utf8');
    const isWritten = bytes[offset] === 0xef && bytes[offset + 1] === 0xbf && bytes[offset + 2] === 0xbd;
    if (!isWritten) return offset;
    offset += 3;
    from = at + 1;
  }
}
