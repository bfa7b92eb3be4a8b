/** A provider that answers chat completions at once, in a process of its own; prints its port. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const completion = JSON.stringify({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1_700_000_000,
  model: 'small',
  choices: [{ index: 0, message: { role: 'assistant', content: 'answer' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 500, completion_tokens: 120, total_tokens: 620 },
});

const server = createServer((request, response) => {
  request.resume().on('end', () => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(completion);
  });
});
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
