import {createSocket} from 'node:dgram';
import {createServer, type AddressInfo} from 'node:net';

import {decode, encode, TRUNCATED_RESPONSE, type Packet} from 'dns-packet';
import {beforeAll, expect, it} from 'vitest';

import {onDispose} from '../helpers/disposal.js';
import {ok, srvFolder, type Found, type SrvFolder} from './srv-folder.js';

/** What a name server says to every question; undefined where it says nothing. */
type Reply = ((name: string) => Partial<Packet>) | undefined;

/** It takes the connection in any case. */
type TcpReply = Reply | 'nothing, for ever';

/** A name server is given up after 8 s at most; well away from that, as other tests run beside this one. */
const LIMIT_MS = 15_000;

const EVIL = 'x\u001b]0;owned\u0007\u001b[2J.a.test';

function srv(name: string, target: string, port = 2380): NonNullable<Packet['answers']>[number] {
  return {type: 'SRV', name, ttl: 60, data: {priority: 0, weight: 0, port, target}};
}

function answerTo(question: Buffer, reply: Reply): Buffer | undefined {
  const {id, questions = []} = decode(question);
  const rest = reply?.(questions[0]!.name);
  return rest === undefined ? undefined : encode({type: 'response', id: id!, questions, ...rest});
}

/** A name server of the test's own, since no real one says such things. */
async function evilServer(byUdp: Reply, byTcp?: TcpReply): Promise<string> {
  const tcp = createServer(socket => {
    socket.on('error', () => undefined);
    socket.on('data', data => {
      if (byTcp === 'nothing, for ever') return;
      const answer = answerTo(data.subarray(2), byTcp) ?? Buffer.alloc(0);
      const length = Buffer.alloc(2);
      length.writeUInt16BE(answer.length);
      socket.end(Buffer.concat([length, answer]));
    });
  });
  await new Promise<void>(done => tcp.listen(0, '127.0.0.1', done));
  const {port} = tcp.address() as AddressInfo;
  const udp = createSocket('udp4');
  udp.on('message', (question, from) => {
    const answer = answerTo(question, byUdp);
    if (answer !== undefined) udp.send(answer, from.port, from.address);
  });
  await new Promise<void>(done => udp.bind(port, '127.0.0.1', done));
  onDispose(() => void udp.close());
  onDispose(() => void tcp.close());
  return `127.0.0.1:${port}`;
}

let folder: SrvFolder;
beforeAll(async () => {
  folder = await srvFolder('3.7', 1);
  ok(await folder.run(['bootstrap', 'srv', '--domain', 'a.test', '--base-port', String(folder.basePort)]));
});

async function check(server: string): Promise<{text: Found; json: Found}> {
  const [text, json] = await Promise.all(
    [[], ['--json']].map(more => folder.run(['srv', 'check', '--server', server, ...more])),
  );
  return {text: text!, json: json!};
}

const many = (name: string): Partial<Packet> =>
  name.startsWith('_etcd-server.')
    ? {answers: Array.from({length: 500}, (_, index) => srv(name, `m${index}.a.test`))}
    : {};

/** Each name server has one step of the way. */
const CHAIN: Record<string, Packet['answers']> = {
  'infra0.a.test': [{type: 'CNAME', name: '', ttl: 60, data: 'b.test'}],
  'b.test': [{type: 'CNAME', name: '', ttl: 60, data: 'c.test'}],
  'c.test': [{type: 'A', name: '', ttl: 60, data: '127.0.0.1'}],
};

it.each<[what: string, byUdp: Reply, byTcp: TcpReply, exitCode: number, says: RegExp]>([
  ['SERVFAIL', () => ({flags: 2}), undefined, 3, /has no answer for _etcd-server\._tcp\.a\.test: SERVFAIL/],
  ['REFUSED', () => ({flags: 5}), undefined, 3, /has no answer for _etcd-server\._tcp\.a\.test: REFUSED/],
  ['NXDOMAIN', () => ({flags: 3}), undefined, 3, /DNS has no such name \(NXDOMAIN\)/],
  ['silence', undefined, undefined, 6, /E_UNREACHABLE: the name server .* it does not answer/],
  [
    'terminal escapes',
    name => ({
      answers: name.startsWith('_etcd-server.') ? [srv(name, EVIL)] : [{type: 'CNAME', name, data: EVIL}],
    }),
    undefined,
    3,
    /x\\x1b\]0;owned\\x07\\x1b\[2J\.a\.test:2380 is no member/,
  ],
  ['500 records, cut by UDP', () => ({flags: TRUNCATED_RESPONSE}), many, 3, /… and \d+ more/],
  [
    'aliases whose answers do not tell where they lead',
    name => ({
      answers: name.startsWith('_etcd-server.')
        ? [srv(name, 'infra0.a.test', folder.basePort + 1)]
        : (CHAIN[name] ?? []).map(record => ({...record, name})),
    }),
    undefined,
    3,
    /^(?![^]*host of infra0, (?:has|is an alias of))[^]*- infra0\.a\.test\. 60 IN CNAME b\.test\.\n[^]*\+ infra0\.a\.test\. 300 IN A 127/,
  ],
  [
    'aliases that lead in a circle',
    name => ({answers: name.startsWith('_') ? [] : [{type: 'CNAME', name, ttl: 60, data: name}]}),
    undefined,
    3,
    /no answer for infra0\.a\.test: its aliases lead in a circle/,
  ],
  ['a cut answer and no TCP', () => ({flags: TRUNCATED_RESPONSE}), undefined, 6, /E_UNREACHABLE/],
  [
    'a cut answer and silence by TCP',
    () => ({flags: TRUNCATED_RESPONSE}),
    'nothing, for ever',
    6,
    /E_UNREACHABLE: the name server .* it does not answer/,
  ],
  [
    'the target "." and port 0',
    name => ({answers: name.startsWith('_etcd-server.') ? [srv(name, '.'), srv(name, 'm.a.test', 0)] : []}),
    undefined,
    3,
    /names the host "\."[^]*names port 0/,
  ],
])('%s', async (_, byUdp, byTcp, exitCode, says) => {
  const server = await evilServer(byUdp, byTcp);

  const {text, json} = await check(server);

  expect([text.exitCode, json.exitCode]).toEqual([exitCode, exitCode]);
  expect(`${text.stdout}${text.stderr}`).toMatch(says);
  expect(`${text.stdout}${text.stderr}${json.stdout}`).not.toMatch(/\u001b|\u0007|\\u001b|E_BUG/);
  expect(json.json()).toMatchObject({schemaVersion: 1});
  expect(Math.max(text.durationMs, json.durationMs)).toBeLessThan(LIMIT_MS);
});
