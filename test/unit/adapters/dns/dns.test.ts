import {createSocket} from 'node:dgram';
import {writeFileSync} from 'node:fs';
import type {AddressInfo, LookupFunction} from 'node:net';
import {createServer} from 'node:net';
import {join} from 'node:path';

import {decode, encode, TRUNCATED_RESPONSE, type Packet} from 'dns-packet';
import {afterEach, describe, expect, it} from 'vitest';

import {createDns, type Dns, type DnsAnswer, type RecordType} from '../../../../src/lib/adapters/dns/dns.js';
import {tempDir} from '../../../helpers/temp-dir.js';

const NAME = '_etcd-server._tcp.a.test';
const TIMEOUT_MS = 150;
const noLookup: LookupFunction = (_host, _options, callback) => callback(new Error('none'), '', 0);

const open: (() => void)[] = [];
afterEach(() => open.splice(0).forEach(close => close()));

/** Bytes for a question, or nothing at all. */
type Reply = (question: Buffer) => Buffer | undefined;

function packet(question: Buffer, rest: Partial<Packet>): Buffer {
  const {id, questions} = decode(question);
  return encode({type: 'response', id: id!, questions: questions!, ...rest});
}

function srv(target: string, port = 2380): NonNullable<Packet['answers']>[number] {
  return {type: 'SRV', name: NAME, ttl: 60, data: {priority: 1, weight: 2, port, target}};
}

/** A name server that answers by UDP, and by TCP on the same port, as it is told. */
async function serve(byUdp: Reply, byTcp?: Reply): Promise<number> {
  const tcp = createServer(socket =>
    socket.on('data', data => {
      const answer = byTcp?.(data.subarray(2));
      if (answer === undefined) return socket.end();
      const length = Buffer.alloc(2);
      length.writeUInt16BE(answer.length);
      // In two pieces, as a long answer comes.
      socket.write(Buffer.concat([length, answer.subarray(0, 5)]));
      return setTimeout(() => socket.end(answer.subarray(5)), 5);
    }),
  );
  await new Promise<void>(done => tcp.listen(0, '127.0.0.1', done));
  const {port} = tcp.address() as AddressInfo;
  const udp = createSocket('udp4');
  udp.on('message', (question, from) => {
    const answer = byUdp(question);
    if (answer !== undefined) udp.send(answer, from.port, from.address);
  });
  await new Promise<void>(done => udp.bind(port, '127.0.0.1', done));
  open.push(
    () => udp.close(),
    () => tcp.close(),
  );
  return port;
}

function ask(
  port: number,
  type: RecordType = 'SRV',
  signal = new AbortController().signal,
): Promise<DnsAnswer> {
  const server = {address: '127.0.0.1', port};
  return createDns(noLookup, {timeoutMs: TIMEOUT_MS}).query({name: NAME, type, server, signal});
}

describe('query', () => {
  it('gives records with all that they say; the root is the empty text', async () => {
    const port = await serve(question => packet(question, {answers: [srv('m.a.test'), srv('.')]}));

    expect(await ask(port)).toEqual({
      isUnknownName: false,
      records: [
        {type: 'SRV', name: NAME, ttl: 60, data: {priority: 1, weight: 2, port: 2380, target: 'm.a.test'}},
        {type: 'SRV', name: NAME, ttl: 60, data: {priority: 1, weight: 2, port: 2380, target: ''}},
      ],
    });
  });

  it('gives the aliases on the way to an address', async () => {
    const port = await serve(question =>
      packet(question, {
        answers: [
          {type: 'CNAME', name: NAME, ttl: 5, data: 'real.a.test'},
          {type: 'A', name: 'real.a.test', ttl: 0, data: '10.0.0.1'},
          {type: 'TXT', name: NAME, data: 'something else'},
        ],
      }),
    );

    expect(await ask(port, 'A')).toMatchObject({
      records: [
        {type: 'CNAME', data: 'real.a.test', ttl: 5},
        {type: 'A', data: '10.0.0.1', ttl: 0},
      ],
    });
  });

  it('asks by TCP where an answer was cut, however long it is', async () => {
    const answers = Array.from({length: 500}, (_, index) => srv(`m${index}.a.test`));
    const port = await serve(
      question => packet(question, {flags: TRUNCATED_RESPONSE}),
      question => packet(question, {answers}),
    );

    const answer = await ask(port);

    expect(answer).toMatchObject({isUnknownName: false});
    expect('records' in answer && answer.records).toHaveLength(500);
  });

  it.each([
    ['NXDOMAIN', 3, {records: [], isUnknownName: true}],
    ['SERVFAIL', 2, {failure: 'SERVFAIL'}],
    ['REFUSED', 5, {failure: 'REFUSED'}],
    ['a code of its own', 14, {failure: expect.any(String) as string}],
  ])('%s', async (_, rcode, answer) => {
    const port = await serve(question => packet(question, {flags: rcode}));
    expect(await ask(port)).toEqual(answer);
  });

  it.each<[string, (question: Buffer) => Buffer]>([
    ['is cut in the middle', question => packet(question, {answers: [srv('m.a.test')]}).subarray(0, 60)],
    [
      'has a name that refers to itself',
      question => {
        const bytes = Buffer.from(packet(question, {answers: [srv('m.a.test')]}));
        bytes.writeUInt16BE(0xc000 | (question.length + 0), question.length);
        return bytes;
      },
    ],
    [
      'is random behind its head',
      question => Buffer.concat([packet(question, {}).subarray(0, 12), Buffer.alloc(40, 0xff)]),
    ],
  ])('an answer that %s is none', async (_, reply) => {
    const port = await serve(reply);
    const answer = await ask(port);
    expect('failure' in answer || answer.records.length === 0).toBe(true);
  });

  it('takes no answer to another question, and says in time that there is none', async () => {
    const port = await serve(question => {
      const answer = packet(question, {answers: [srv('evil.a.test')]});
      answer.writeUInt16BE((answer.readUInt16BE() + 1) & 0xffff);
      return answer;
    });

    await expect(ask(port)).rejects.toMatchObject({
      code: 'E_UNREACHABLE',
      message: `the name server 127.0.0.1:${port} cannot be asked for ${NAME}: it does not answer`,
    });
  });

  it('asks again where a datagram was lost', async () => {
    let asked = 0;
    const port = await serve(question => (asked++ === 0 ? undefined : packet(question, {answers: []})));
    expect(await ask(port)).toEqual({records: [], isUnknownName: false});
  });

  it('says where nobody listens, and where the connection ends before the answer', async () => {
    const port = await serve(
      question => packet(question, {flags: TRUNCATED_RESPONSE}),
      () => undefined,
    );
    await expect(ask(port)).rejects.toThrow('ended the connection before the answer');
    await expect(ask(1)).rejects.toThrow('nobody listens there');
  });

  it('ends with the signal', async () => {
    const port = await serve(() => undefined);
    const stop = new AbortController();
    const answer = ask(port, 'SRV', stop.signal);
    stop.abort(new Error('stopped'));
    await expect(answer).rejects.toThrow('stopped');
  });
});

describe('with several name servers of the system', () => {
  const dnsOf = (...ports: number[]): Dns =>
    createDns(noLookup, {timeoutMs: TIMEOUT_MS, ofSystem: () => ports.map(port => `127.0.0.1:${port}`)});
  const askSystem = (dns: Dns): Promise<DnsAnswer> =>
    dns.query({name: NAME, type: 'SRV', signal: new AbortController().signal});

  it.each([
    ['fails', 2],
    ['refuses', 5],
  ])('goes on to the next one where the first %s', async (_, rcode) => {
    const first = await serve(question => packet(question, {flags: rcode}));
    const second = await serve(question => packet(question, {answers: [srv('m.a.test')]}));

    expect(await askSystem(dnsOf(first, second))).toMatchObject({records: [{type: 'SRV'}]});
  });

  it('believes the first that there is no such name, and tells a failure that all have', async () => {
    const unknown = await serve(question => packet(question, {flags: 3}));
    const failing = await serve(question => packet(question, {flags: 2}));

    expect(await askSystem(dnsOf(unknown, failing))).toEqual({records: [], isUnknownName: true});
    expect(await askSystem(dnsOf(1, failing))).toEqual({failure: 'SERVFAIL'});
  });

  it('asks one that was silent last from then on', async () => {
    let asked = 0;
    const silent = await serve(() => void asked++);
    const second = await serve(question => packet(question, {answers: [srv('m.a.test')]}));
    const dns = dnsOf(silent, second);

    await askSystem(dns);
    await askSystem(dns);

    expect(asked).toBe(1);
  });
});

it('a host that nobody knows has no addresses', async () => {
  expect(await createDns(noLookup).addressesOf('x.test')).toEqual([]);
});

it('tells what the hosts file says, and nothing where there is none', async () => {
  const hostsFile = join(tempDir(), 'hosts');
  const inFile = (): Promise<readonly string[]> => createDns(noLookup, {hostsFile}).inHostsFile('x.test');

  expect(await inFile()).toEqual([]);
  writeFileSync(hostsFile, '# ::9 x.test\n127.0.1.1\ta.test X.test # x.test\n::2 y.test #x.test\n::3 x.test');
  expect(await inFile()).toEqual(['127.0.1.1', '::3']);
});
