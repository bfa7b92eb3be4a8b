import { StrataError } from '../error.ts';

/** Why the server cannot listen, in words for whoever started it. */
export function listenError(cause: NodeJS.ErrnoException, host: string, port: number): StrataError {
  const where = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  switch (cause.code) {
    case 'EADDRINUSE':
      return new StrataError('PORT_IN_USE', `port ${port} is in use by another program`, {
        kind: 'unavailable',
        where,
        action: 'stop that program, or choose another port (PORT; 0 takes any free one)',
        cause,
      });
    case 'EACCES':
      return new StrataError('PORT_FORBIDDEN', `this user may not listen on port ${port}`, {
        kind: 'unavailable',
        where,
        action: 'choose a port of 1024 or more (PORT), or allow the user low ports',
        cause,
      });
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new StrataError('HOST_UNAVAILABLE', `this machine has no address ${host}`, {
        kind: 'unavailable',
        where,
        action: 'listen on 127.0.0.1, or on an address that this machine has',
        cause,
      });
    case 'ERR_SOCKET_BAD_PORT':
      return new StrataError('PORT_INVALID', `${port} is not a port`, {
        kind: 'configuration',
        where: 'PORT',
        action: 'give a whole number from 0 to 65535',
        cause,
      });
    default:
      return new StrataError(
        'LISTEN_FAILED',
        `the server cannot listen (${cause.code ?? 'unknown reason'})`,
        {
          kind: 'unavailable',
          where,
          action: 'see the log for the cause',
          cause,
        },
      );
  }
}
