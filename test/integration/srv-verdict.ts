import {expect} from 'vitest';

import type {EtcdTestLine} from '../helpers/etcd-binaries.js';
import {nameServer} from '../helpers/name-server.js';
import {fateOf, type Fate} from './srv-fate.js';
import {ok, rightRecords, srvFolder} from './srv-folder.js';

/** Records as a name server has them, and what becomes of a cluster by them. */
export interface Row {
  readonly what: string;
  /** The members of the spec; default: one. The first of them is started. */
  readonly members?: number;
  /** Where the members are; default: 127.0.0.1. */
  readonly host?: string;
  /** Members with certificates. */
  readonly isTls?: boolean;
  /** Options of dnsmasq, from the right ones and the port of the first member. */
  readonly records: (right: readonly string[], port: number) => readonly string[];
  /** What `srv check` finds of peers and hosts, by rule and severity. */
  readonly finds: readonly string[];
  readonly fate: Fate;
}

/** What we find, and what becomes of etcd, for one row. */
async function judgeRow({members = 1, host, isTls = false, records}: Row, line: EtcdTestLine) {
  const folder = await srvFolder(line, members);
  const {basePort} = folder;
  const right = rightRecords({domain: 'a.test', basePort, members, isTls});
  const {before, address} = await nameServer(records(right, basePort + 1));
  const ports = ['--members', String(members), '--base-port', String(basePort)];
  const where = host === undefined ? [] : ['--host', host];
  const tls = ['--tls', isTls ? 'ca' : 'none'];
  ok(await folder.run(['bootstrap', 'srv', '--domain', 'a.test', ...ports, ...where, ...tls]));

  const check = await folder.run(['srv', 'check', '--server', address, '--json']);
  const found = check.json<{findings: {rule: string; severity: string}[]}>().findings;
  const fate = await fateOf({...folder, ...(host === undefined ? {} : {host})}, line, before);
  return {finds: found.map(({severity, rule}) => `${severity} ${rule}`), exitCode: check.exitCode, fate};
}

function wanted({finds, fate}: Row) {
  const isClean = finds.every(finding => finding.startsWith('info'));
  return {
    finds,
    exitCode: isClean ? 0 : 3,
    fate:
      typeof fate === 'object' && 'ends' in fate ? {said: expect.stringMatching(fate.ends) as string} : fate,
  };
}

/** So many at once leave each enough of the machine. */
const AT_ONCE = 4;

/** All rows in one test: what ends with a test cannot be told apart where tests run side by side. */
export async function seenOf(rows: readonly Row[], line: EtcdTestLine): Promise<Record<string, unknown>> {
  const seen: Record<string, unknown> = {};
  for (let at = 0; at < rows.length; at += AT_ONCE) {
    const some = rows.slice(at, at + AT_ONCE);
    const verdicts = await Promise.all(some.map(row => judgeRow(row, line)));
    some.forEach(({what}, index) => (seen[what] = verdicts[index]));
  }
  return seen;
}

export function wantedOf(rows: readonly Row[]): Record<string, unknown> {
  return Object.fromEntries(rows.map(row => [row.what, wanted(row)]));
}
