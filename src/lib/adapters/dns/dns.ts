import {randomInt} from 'node:crypto';
import {getServers} from 'node:dns';
import {readFile} from 'node:fs/promises';
import type {LookupFunction} from 'node:net';

import {decode, encode, RECURSION_DESIRED, type DecodedPacket} from 'dns-packet';

import {errorMessage, OpsError, systemErrorCode} from '../../errors/ops-error.js';
import {addressesInHostsFile} from '../../domain/srv/hosts-file.js';
import {parseNameServer, type NameServer} from '../../domain/srv/name-server.js';
import type {HostRecord} from '../../domain/srv/srv-answers.js';
import {askByTcp, askByUdp, type Exchange} from './dns-transport.js';

export type RecordType = 'SRV' | 'A' | 'AAAA';

/** A record of an answer, of whichever type it is. Names have no dot at their end. */
export type DnsRecord =
  {readonly type: 'SRV'; readonly name: string; readonly ttl: number; readonly data: SrvData} | HostRecord;

export interface SrvData {
  readonly priority: number;
  readonly weight: number;
  readonly port: number;
  /** Without the dot at its end; the root is the empty text. */
  readonly target: string;
}

export type DnsAnswer =
  | {readonly records: readonly DnsRecord[]; readonly isUnknownName: boolean}
  /** Each name server that answers says that it has no answer: `SERVFAIL`, `REFUSED`, or an answer that is none. */
  | {readonly failure: string};

export interface DnsQuestion {
  readonly name: string;
  readonly type: RecordType;
  /** Default: those of the system, one after the other. */
  readonly server?: NameServer | undefined;
  readonly signal: AbortSignal;
}

export interface Dns {
  /** Throws E_UNREACHABLE where no name server answers. */
  query(question: DnsQuestion): Promise<DnsAnswer>;
  /** The addresses of a host as programs of this machine see it, the hosts file included; none where it has none. */
  addressesOf(host: string): Promise<readonly string[]>;
  /** Those by the hosts file of this machine; none where it cannot be read. */
  inHostsFile(host: string): Promise<readonly string[]>;
}

/** A healthy name server answers in milliseconds; one that has to ask others may take a second. */
const TIMEOUT_MS = 2000;
/** As resolvers do: a datagram may get lost. */
const TRIES = 2;

function packetFor({name, type}: DnsQuestion, id: number): Buffer {
  return encode({type: 'query', id, flags: RECURSION_DESIRED, questions: [{name, type}]});
}

function tryDecode(message: Buffer): DecodedPacket | undefined {
  try {
    return decode(message);
  } catch {
    return undefined;
  }
}

/** The head alone: what is behind may be anything, and is an answer of that server all the same. */
function isAnswerTo(message: Buffer, id: number): boolean {
  return message.length >= 12 && message.readUInt16BE(0) === id && (message[2]! & 0x80) !== 0;
}

function recordOf(answer: DecodedPacket['answers'] extends (infer A)[] | undefined ? A : never): DnsRecord[] {
  const {name: owner} = answer;
  switch (answer.type) {
    case 'SRV': {
      const {priority = 0, weight = 0, port, target} = answer.data;
      const name = target === '.' ? '' : target;
      return [{type: 'SRV', name: owner, ttl: answer.ttl ?? 0, data: {priority, weight, port, target: name}}];
    }
    case 'A':
    case 'AAAA':
    case 'CNAME':
      return [{type: answer.type, name: owner, ttl: answer.ttl ?? 0, data: answer.data}];
    default:
      return [];
  }
}

function answerOf(packet: DecodedPacket | undefined): DnsAnswer {
  if (packet === undefined) return {failure: 'an answer that cannot be read'};
  const {rcode} = packet as {rcode?: string};
  const isUnknownName = rcode === 'NXDOMAIN';
  if (rcode !== 'NOERROR' && !isUnknownName) return {failure: rcode ?? 'an answer that cannot be read'};
  return {records: (packet.answers ?? []).flatMap(recordOf), isUnknownName};
}

async function askOne(question: DnsQuestion, server: NameServer, timeoutMs: number): Promise<DnsAnswer> {
  const id = randomInt(0x1_0000);
  const message = packetFor(question, id);
  const exchange: Exchange = {
    server,
    timeoutMs,
    signal: question.signal,
    isAnswer: answer => isAnswerTo(answer, id),
  };
  const answer = await askByUdp(message, exchange);
  const isCut = (answer[2]! & 0x02) !== 0;
  return answerOf(tryDecode(isCut ? await askByTcp(message, exchange) : answer));
}

function shown({address, port}: NameServer): string {
  if (port === 53) return address;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

const WHY: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there',
  ETIMEOUT: 'it does not answer',
};

function unreachable({server, name}: DnsQuestion, servers: readonly NameServer[], error: unknown): OpsError {
  const why = WHY[systemErrorCode(error) ?? ''] ?? errorMessage(error);
  const who = servers.map(shown).join(', ');
  const message = `the name server ${who} cannot be asked for ${name}: ${why}`;
  const hints =
    server === undefined
      ? ['see which name server this machine asks: cat /etc/resolv.conf', 'or name one: --server IP']
      : ['name one that answers: --server IP[:PORT]'];
  return new OpsError('E_UNREACHABLE', message, {cause: error, hints});
}

interface Asking {
  readonly timeoutMs: number;
  /** Addresses, or `address:port`. */
  readonly ofSystem: () => readonly string[];
  /** Name servers that did not answer before: they are asked last. */
  readonly silent: Set<string>;
}

/** Those of the question, or of the system, those that answered nothing before at the end. */
function serversOf({server}: DnsQuestion, {silent, ofSystem}: Asking): NameServer[] {
  if (server !== undefined) return [server];
  const servers = ofSystem().flatMap(text => parseNameServer(text) ?? []);
  return [
    ...servers.filter(one => !silent.has(shown(one))),
    ...servers.filter(one => silent.has(shown(one))),
  ];
}

/** One server after the other, as resolvers do: also where the first says that it has no answer. */
async function query(question: DnsQuestion, asking: Asking): Promise<DnsAnswer> {
  const {timeoutMs, silent} = asking;
  const servers = serversOf(question, asking);
  let failed: DnsAnswer | undefined;
  let last: unknown = new Error('this machine names none');
  for (let round = 0; round < TRIES; round++) {
    for (const server of servers) {
      try {
        const answer = await askOne(question, server, timeoutMs);
        if (!('failure' in answer)) return answer;
        failed = answer;
      } catch (error) {
        if (question.signal.aborted) throw error;
        silent.add(shown(server));
        last = error;
      }
    }
  }
  if (failed !== undefined) return failed;
  throw unreachable(question, servers, last);
}

interface DnsOptions extends Pick<Asking, 'timeoutMs' | 'ofSystem'> {
  readonly hostsFile: string;
}

/** @param lookup asks as programs of this machine do */
export function createDns(
  lookup: LookupFunction,
  {timeoutMs = TIMEOUT_MS, ofSystem = getServers, hostsFile = '/etc/hosts'}: Partial<DnsOptions> = {},
): Dns {
  const asking: Asking = {timeoutMs, ofSystem, silent: new Set()};
  return {
    query: question => query(question, asking),
    addressesOf: host =>
      new Promise(resolve => {
        lookup(host, {all: true}, (error, found) => {
          const addresses = typeof found === 'string' ? [found] : found.map(({address}) => address);
          resolve(error === null ? addresses : []);
        });
      }),
    inHostsFile: async host => addressesInHostsFile(await readFile(hostsFile, 'utf8').catch(() => ''), host),
  };
}
