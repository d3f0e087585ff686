import {
  closeSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {etcdData} from '../../src/lib/adapters/etcd-data/etcd-data.js';
import {predictIds} from '../../src/lib/domain/config/cluster-id.js';
import {ETCD_TEST_LINES, type EtcdTestLine} from '../helpers/etcd-binaries.js';
import {freeBasePort} from '../helpers/free-ports.js';
import {startRealMember, type RealMember} from '../helpers/real-member.js';
import {tempDir} from '../helpers/temp-dir.js';
import {seededRandom} from './kill-at-random.js';

const TOKEN = 'token-of-this-test';

interface Started {
  readonly member: RealMember;
  readonly dir: string;
  readonly peerUrl: string;
}

async function start(line: EtcdTestLine, args: readonly string[]): Promise<Started> {
  const dir = tempDir('etcd-data');
  const clientPort = await freeBasePort(1);
  const peerUrl = `http://127.0.0.1:${clientPort + 1}`;
  const member = await startRealMember({
    line,
    dir,
    clientPort,
    args: [
      ...['--name', 'infra0', '--data-dir', 'data', '--initial-cluster-token', TOKEN],
      ...['--listen-peer-urls', peerUrl, '--initial-advertise-peer-urls', peerUrl],
      ...['--initial-cluster', `infra0=${peerUrl}`],
      ...args,
    ],
  });
  return {member, dir, peerUrl};
}

/** What etcd itself says of its ids; in JSON they are numbers that JavaScript would round. */
async function idsOf(member: RealMember): Promise<{clusterId: string; memberId: string}> {
  const status = await member.etcdctl(['endpoint', 'status', '-w', 'fields']);
  const idOf = (name: string): string => {
    const digits = new RegExp(`^"${name}" : (\\d+)$`, 'm').exec(status)?.[1];
    if (digits === undefined) throw new Error(`no ${name} in ${status}`);
    return BigInt(digits).toString(16);
  };
  return {clusterId: idOf('ClusterID'), memberId: idOf('MemberID')};
}

describe.each(ETCD_TEST_LINES)('data of a real etcd %s', line => {
  it('tells how far its database and its log go', async () => {
    const {member, dir, peerUrl} = await start(line, []);
    // Pages below pages, and values that take several.
    for (let index = 0; index < 10; index++)
      await member.etcdctl(['put', `key-${index}`], 'x'.repeat(100_000 + index));
    await member.etcdctl(['del', 'key-9']);
    await member.etcdctl(['compact', '12']);
    const status = await member.etcdctl(['endpoint', 'status', '-w', 'json']);
    const {header, raftIndex} = (
      JSON.parse(status) as [{Status: {header: {revision: number}; raftIndex: number}}]
    )[0].Status;
    const database = join(dir, 'data/member/snap/db');
    expect(await etcdData.isInUse(database)).toBe(true);
    const ids = await idsOf(member);
    await member.stop();
    expect(await etcdData.isInUse(database)).toBe(false);
    const log = join(dir, 'data/member/wal');
    const found = await etcdData.database(database);
    expect(found).toMatchObject({
      ...{revision: header.revision, authEnabled: false, clusterVersion: `${line}.0`},
      members: [{name: 'infra0', peerUrls: [peerUrl]}],
    });
    // Of a compaction 3.4 writes that only with what comes next.
    expect([raftIndex - 1, raftIndex]).toContain(found?.consistentIndex);
    expect(header.revision).toBe(12);
    expect(await etcdData.log(log)).toEqual({...ids, index: raftIndex, commit: raftIndex});
    expect(await etcdData.log(join(dir, 'data'))).toBeUndefined();
    expect(await etcdData.database(join(log, readdirSync(log)[0]!))).toBeUndefined();

    truncateSync(database, 16_384);
    expect(await etcdData.database(database)).toBeUndefined();
  });

  it('names the ids that etcd reports, and that were predicted', async () => {
    const {member, dir, peerUrl} = await start(line, []);
    const reported = await idsOf(member);
    const listed = await member.etcdctl(['member', 'list']);

    const whileRunning = await etcdData.lookAt({dataDir: join(dir, 'data')});
    await member.stop();
    const stopped = await etcdData.lookAt({dataDir: join(dir, 'data')});

    const {clusterId, memberIds} = predictIds([[peerUrl]], TOKEN);
    expect(reported).toEqual({clusterId, memberId: memberIds[0]});
    expect(listed).toMatch(new RegExp(`^0*${reported.memberId}, started, infra0,`));
    expect(stopped).toEqual({
      ...reported,
      kind: 'folder',
      mode: 0o700,
      path: join(dir, 'data'),
      hasMember: true,
      hasProxy: false,
      hasWal: true,
      hasDb: true,
    });
    expect(whileRunning).toEqual(stopped);
  });

  it('is found where the write-ahead log has a folder of its own', async () => {
    const {member, dir} = await start(line, ['--wal-dir', 'wal']);
    const reported = await idsOf(member);
    await member.stop();

    const [dataDir, walDir] = [join(dir, 'data'), join(dir, 'wal')];
    expect(await etcdData.lookAt({dataDir, walDir})).toMatchObject({...reported, hasWal: true});
    expect(await etcdData.lookAt({dataDir})).toMatchObject({hasWal: false, hasDb: true});
  });
});

it('never stumbles over damage: what cannot be read is not told', async () => {
  const {member, dir} = await start('3.7', []);
  for (const key of ['a', 'b', 'c']) await member.etcdctl(['put', key], 'x'.repeat(5000));
  await member.stop();
  const [database, log] = [join(dir, 'data/member/snap/db'), join(dir, 'data/member/wal')];
  const random = seededRandom(7);
  const next = (below: number): number => Math.floor(random() * below);
  for (const [path, look] of [
    [database, () => etcdData.database(database)],
    [join(log, readdirSync(log)[0]!), () => etcdData.log(log)],
  ] as const) {
    // A log is written from its beginning, in room that is reserved.
    const whole = readFileSync(path);
    const handle = openSync(path, 'r+');
    for (let count = 0; count < 300; count++) {
      const at = next(path === database ? whole.length : 2000);
      const damage = Buffer.from(Array.from({length: 1 + next(8)}, () => next(256)));
      writeSync(handle, damage, 0, damage.length, at);
      const found: {index?: number; revision?: number} | undefined = await look();
      expect(found === undefined || typeof (found.index ?? found.revision) === 'number').toBe(true);
      writeSync(handle, whole, at, Math.min(damage.length, whole.length - at), at);
      ftruncateSync(handle, whole.length);
    }
    closeSync(handle);
  }
});

it('names the ids from the second file of a log too', async () => {
  const {member, dir} = await start('3.7', ['--unsafe-no-fsync', '--snapshot-count', '1']);
  const reported = await idsOf(member);
  const text = 'x'.repeat(1_400_000);
  // A file of the log is cut at 64 MiB.
  for (let count = 0; count < 50; count++) await member.etcdctl(['put', 'key'], text);
  await member.stop();

  const dataDir = join(dir, 'data');
  expect(readdirSync(join(dataDir, 'member', 'wal')).filter(name => name.endsWith('.wal'))).toHaveLength(2);
  expect(await etcdData.lookAt({dataDir})).toMatchObject({...reported, hasSnapshot: true});
});
