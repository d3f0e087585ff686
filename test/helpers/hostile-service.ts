import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';

import {onDispose} from './disposal.js';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A web server that answers as told, ended with the test. Resolves to its address. */
export async function webServer(answer: Answer): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  onDispose(() => void server.close());
  onDispose(() => server.closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export function saying(status: number, body: string, headers: Record<string, string> = {}): Answer {
  return (_, response) => void response.writeHead(status, headers).end(body);
}

export interface HostileAnswer {
  readonly what: string;
  readonly answer: Answer;
  /** By v2. */
  readonly says: string | RegExp;
}

/** What a service of something else answers, or one that is spoilt. */
export const HOSTILE: readonly HostileAnswer[] = [
  {
    what: 'a web page',
    answer: saying(200, '<!DOCTYPE html><title>Welcome</title>'),
    says: 'answered 200 with a web page',
  },
  {
    what: 'a 404 of something else',
    answer: saying(404, '404 page not found'),
    says: 'answered 404 with "404 page not found"',
  },
  {
    what: '503',
    answer: saying(503, 'upstream \u001b[31mdown'),
    says: /answered 503 with "upstream \\x1b\[31mdown"/,
  },
  {what: 'nothing', answer: saying(200, ''), says: 'answered 200 with nothing'},
  {what: 'half a JSON', answer: saying(200, '{"node": {"va'), says: 'that is no discovery service'},
  {what: 'another JSON', answer: saying(200, '[1, null]'), says: 'that is no discovery service'},
  {
    what: 'a value of another type',
    answer: saying(200, '{"node": {"value": 3, "dir": true}}'),
    says: 'that is no discovery service',
  },
  {what: 'no object', answer: saying(200, 'null'), says: 'that is no discovery service'},
  {
    what: 'a redirect to itself',
    answer: ({url = ''}, response) => void response.writeHead(302, {location: url}).end(),
    says: 'redirects more than 5 times',
  },
  {
    what: 'a redirect to a file',
    answer: saying(302, '', {location: 'file:///etc/passwd'}),
    says: 'sends to file:///etc/passwd, where nobody is asked',
  },
  {
    what: 'a body without an end',
    answer: (_, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', more);
      more();
    },
    says: /the answer has over \d+ bytes/,
  },
  {what: 'silence', answer: () => undefined, says: /no answer within \d+ ms/},
  {
    what: 'an end in the middle',
    answer: (request, response) => void (response.write('{'), request.socket.destroy()),
    says: 'cannot be asked',
  },
];
