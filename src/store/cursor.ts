import { StrataError } from '../error.ts';

/** The place of a job in the order of lists: newest first, ties by id, greatest first. */
export interface ListPosition {
  /** Milliseconds since the epoch. */
  createdAt: number;
  id: string;
}

const maxIdLength = 200;

/** A position as the opaque text that callers hand back to get the next page. */
export function encodeCursor(position: ListPosition): string {
  return Buffer.from(JSON.stringify([position.createdAt, position.id])).toString('base64url');
}

/** @throws StrataError `CURSOR_INVALID` (kind `usage`) for anything that `encodeCursor` did not make */
export function decodeCursor(cursor: string): ListPosition {
  const position = positionIn(cursor);
  // Base64 readers skip what they do not know; only the exact text that was handed out is a cursor.
  if (position === undefined || encodeCursor(position) !== cursor) {
    throw new StrataError('CURSOR_INVALID', 'the cursor is not one that a list gave out', {
      kind: 'usage',
      where: 'cursor',
      action:
        'hand back `nextCursor` of the page before as it is, or leave it out to start from the newest job',
    });
  }
  return position;
}

function positionIn(cursor: string): ListPosition | undefined {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (!Array.isArray(parts) || parts.length !== 2) return undefined;
    const [createdAt, id] = parts as unknown[];
    if (typeof createdAt !== 'number' || !Number.isSafeInteger(createdAt)) return undefined;
    if (typeof id !== 'string' || id === '' || id.length > maxIdLength) return undefined;
    return { createdAt, id };
  } catch {
    return undefined;
  }
}
