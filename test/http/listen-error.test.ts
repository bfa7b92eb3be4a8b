import { describe, expect, it } from 'vitest';
import { listenError } from '../../src/http/listen-error.ts';

const fault = (code: string) => Object.assign(new Error(`listen ${code}`), { code });

describe('a server that cannot listen', () => {
  it.each([
    ['EADDRINUSE', 'PORT_IN_USE', 'unavailable', '127.0.0.1:80'],
    ['EACCES', 'PORT_FORBIDDEN', 'unavailable', '127.0.0.1:80'],
    ['EADDRNOTAVAIL', 'HOST_UNAVAILABLE', 'unavailable', '127.0.0.1:80'],
    ['EMFILE', 'LISTEN_FAILED', 'unavailable', '127.0.0.1:80'],
    ['ERR_SOCKET_BAD_PORT', 'PORT_INVALID', 'configuration', 'PORT'],
  ])('says for %s what it is, where, and what to do', (cause, code, kind, where) => {
    const error = listenError(fault(cause), '127.0.0.1', 80);
    expect(error).toMatchObject({ code, kind, where });
    expect(error.action).toBeTruthy();
    expect(error.cause).toMatchObject({ code: cause });
  });
});
