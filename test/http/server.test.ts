import { once } from 'node:events';
import { request } from 'node:http';
import { connect, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startServer } from '../../src/http/server.ts';
import { postJson, problemIn, rawRequest, submission } from './support/requests.ts';
import { startTestService, type TestService } from './support/test-service.ts';

let service: TestService;
/** While set, submissions wait for it. */
let gate: PromiseWithResolvers<void> | undefined;
let reached: PromiseWithResolvers<void>;

beforeEach(async () => {
  gate = undefined;
  reached = Promise.withResolvers();
  service = await startTestService({
    requestTimeoutMs: 300,
    wrap: (jobs) =>
      new Proxy(jobs, {
        get: (target, name) => {
          if (name !== 'submit') return Reflect.get(target, name).bind(target);
          return async (submitted: Parameters<typeof jobs.submit>[0]) => {
            reached.resolve();
            await gate?.promise;
            return target.submit(submitted);
          };
        },
      }),
  });
});
afterEach(() => service.stop());

const jobCount = async () => (await service.jobs.list({ limit: 200 })).jobs.length;

/** A connection whose received text grows as it comes. */
async function connection(): Promise<{ socket: Socket; received: () => string; closed: Promise<unknown> }> {
  const socket = connect(service.port, '127.0.0.1');
  let text = '';
  socket.on('data', (data) => {
    text += data.toString();
  });
  socket.on('error', () => {});
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await once(socket, 'connect');
  return { socket, received: () => text, closed };
}

const getRequest = (path: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
const postRequest = (body = JSON.stringify(submission)) =>
  `POST /api/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

describe('starting', () => {
  const start = (host: string, port: number) =>
    startServer({ app: service.app, host, port, telemetry: service.telemetry });

  it('names the port that is in use, and what to do', async () => {
    await expect(start('127.0.0.1', service.port)).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      kind: 'unavailable',
      message: expect.stringContaining(String(service.port)),
      action: expect.stringContaining('PORT'),
    });
  });

  it('listens on IPv6 where there is any, and says so in its address', async () => {
    const probe = createServer();
    const hasIpv6 = await new Promise((resolve) => {
      probe.once('error', () => resolve(false));
      probe.listen(0, '::1', () => probe.close(() => resolve(true)));
    });
    if (!hasIpv6) return;
    const server = await start('::1', 0);
    expect(server.url).toBe(`http://[::1]:${server.port}`);
    expect((await fetch(`${server.url}/livez`)).status).toBe(200);
    await server.stop(0);
  });

  it.each([
    ['192.0.2.1', 0, 'HOST_UNAVAILABLE', 'unavailable'],
    ['no-such-host.invalid', 0, 'HOST_UNAVAILABLE', 'unavailable'],
    ['127.0.0.1', 70_000, 'PORT_INVALID', 'configuration'],
  ])('refuses %s:%i as %s', async (host, port, code, kind) => {
    await expect(start(host, port)).rejects.toMatchObject({ code, kind });
  });
});

describe('stopping', () => {
  it('closes idle connections at once and takes no new ones', async () => {
    const idle = await connection();
    idle.socket.write(getRequest('/livez'));
    await vi.waitFor(() => expect(idle.received()).toContain('{"alive":true}'));
    const startedAtMs = performance.now();
    await service.stopHttp(60_000);
    await idle.closed;
    expect(performance.now() - startedAtMs).toBeLessThan(2_000);
    await expect(fetch(`${service.url}/livez`)).rejects.toThrow();
  });

  it('lets a request in flight finish, says that the connection closes, and closes it', async () => {
    gate = Promise.withResolvers();
    const client = await connection();
    client.socket.write(postRequest());
    await reached.promise;
    let stopped = false;
    const stop = service.stopHttp(60_000).then(() => {
      stopped = true;
    });
    await expect(fetch(`${service.url}/livez`)).rejects.toThrow();
    expect(stopped).toBe(false);
    gate.resolve();
    await Promise.all([stop, client.closed]);
    expect(client.received()).toMatch(/^HTTP\/1\.1 202 /);
    expect(client.received().toLowerCase()).toContain('connection: close');
    expect(client.received()).toContain('"jobId"');
  });

  it('answers all requests that a connection had sent before the stop', async () => {
    gate = Promise.withResolvers();
    const client = await connection();
    client.socket.write(postRequest() + getRequest('/livez') + getRequest('/api/health'));
    await reached.promise;
    await vi.waitFor(async () => expect(await service.telemetry.metricsText()).toContain('/api/health'));
    const stop = service.stopHttp(60_000);
    gate.resolve();
    await Promise.all([stop, client.closed]);
    expect(client.received().match(/HTTP\/1\.1 20[02] /g)).toHaveLength(3);
    expect(client.received()).toContain('{"alive":true}');
  });

  it('closes what is left after the grace', async () => {
    gate = Promise.withResolvers();
    const client = await connection();
    client.socket.write(postRequest());
    await reached.promise;
    await service.stopHttp(20);
    await client.closed;
    expect(client.received()).toBe('');
    gate.resolve();
  });

  it('can be asked for twice', async () => {
    await Promise.all([service.stopHttp(0), service.stopHttp(0)]);
    await service.stopHttp(0);
  });
});

describe('bodies', () => {
  it('refuses one that says it is too large before reading it', async () => {
    const head = `POST /api/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 52428800\r\n\r\n`;
    const client = await connection();
    client.socket.write(head);
    await vi.waitFor(() => expect(client.received()).toContain('"code":"BODY_TOO_LARGE"'));
    expect(client.received()).toMatch(/^HTTP\/1\.1 413 /);
    client.socket.destroy();
  });

  it('refuses one that turns out too large, without holding it in memory', async () => {
    const chunk = Buffer.alloc(64 * 1024, 0x20);
    let sentBytes = 0;
    const outgoing = request(`${service.url}/api/jobs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'transfer-encoding': 'chunked' },
    });
    outgoing.on('error', () => {});
    const answered = once(outgoing, 'response');
    let status: number | undefined;
    void answered.then(([response]) => {
      status = response.statusCode;
      response.resume();
    });
    while (status === undefined && sentBytes < 50 * 1024 * 1024) {
      sentBytes += chunk.byteLength;
      if (!outgoing.write(chunk)) await Promise.race([once(outgoing, 'drain'), answered]);
    }
    await answered;
    expect(status).toBe(413);
    // Told long before all was sent: it cannot have waited for the end.
    expect(sentBytes).toBeLessThan(16 * 1024 * 1024);
    outgoing.destroy();
  });

  it('gives the refusal of a large upload to an ordinary client', async () => {
    const response = await fetch(`${service.url}/api/jobs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: Buffer.alloc(2 * 1024 * 1024, 0x20),
    });
    expect([response.status, (await problemIn(response)).code]).toEqual([413, 'BODY_TOO_LARGE']);
  });

  it('times out one that comes too slowly, with a problem', async () => {
    const client = await connection();
    client.socket.write(postRequest().slice(0, -10));
    await client.closed;
    expect(client.received()).toMatch(/^HTTP\/1\.1 408 /);
    expect(client.received()).toContain('"code":"REQUEST_TIMEOUT"');
    expect(await jobCount()).toBe(0);
  });

  it('submits nothing when the upload is broken off', async () => {
    const client = await connection();
    client.socket.write(postRequest().slice(0, -10));
    client.socket.destroy();
    await client.closed;
    await vi.waitFor(async () =>
      expect(await service.telemetry.metricsText()).toMatch(/route="\/api\/jobs",status="400"\} 1/),
    );
    expect(await jobCount()).toBe(0);
    // A fault of the caller: the service is fine and does not log an error.
    expect(service.telemetry.logText()).not.toContain('"level":"error"');
    expect((await postJson(service.url, submission)).status).toBe(202);
  });
});

describe('what is hardly HTTP', () => {
  it.each([
    ['no HTTP at all', 'hello\r\n\r\n', 400],
    ['an unknown method', 'BREW /pot HTTP/1.1\r\nHost: localhost\r\n\r\n', 400],
    ['no host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    ['HTTP/1.0 without a host', 'GET /livez HTTP/1.0\r\n\r\n', 400],
    [
      'two lengths',
      'POST /api/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na',
      400,
    ],
    [
      'length and chunks at once',
      'POST /api/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
    [
      'headers over 16 KiB',
      `GET / HTTP/1.1\r\nHost: localhost\r\nX-Large: ${'a'.repeat(20_000)}\r\n\r\n`,
      431,
    ],
    [
      'an address with a backslash',
      'GET /api\\jobs HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
      400,
    ],
    ['an address over 16 KiB', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`, 431],
  ])('is refused and does no harm: %s', async (_what, text, status) => {
    const answer = await rawRequest(service.port, text);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect((await fetch(`${service.url}/livez`)).status).toBe(200);
  });

  it('gets a problem document too', async () => {
    const answer = await rawRequest(service.port, 'hello\r\n\r\n');
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(head).toContain('application/problem+json');
    const problem = JSON.parse(body) as { code: string; requestId: string };
    expect(problem.code).toBe('REQUEST_MALFORMED');
    expect(head).toContain(`X-Request-Id: ${problem.requestId}`);
  });

  it('cannot reach outside through the path', async () => {
    for (const path of [
      '/../../etc/passwd',
      '/api/jobs/../../x',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/..%5c..%5cx',
    ]) {
      const answer = await rawRequest(
        service.port,
        `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
      );
      expect(answer).toMatch(/^HTTP\/1\.1 40[04] /);
    }
  });
});
