import {existsSync, mkdirSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {cp} from 'node:fs/promises';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {systemClock} from '../../src/lib/adapters/clock/clock.js';
import {etcdData} from '../../src/lib/adapters/etcd-data/etcd-data.js';
import {factOfFile} from '../../src/lib/adapters/files/file-facts.js';
import {inputFiles} from '../../src/lib/adapters/files/input-files.js';
import {forge} from '../../src/lib/adapters/forge/forge.js';
import {predictIds} from '../../src/lib/domain/config/cluster-id.js';
import {collectMachineFacts} from '../../src/lib/queries/machine-facts.js';
import {ETCD_TEST_LINES, etcdVersion, type EtcdTestLine} from '../helpers/etcd-binaries.js';
import {freeBasePort} from '../helpers/free-ports.js';
import {judgeFiles} from '../helpers/judge-files.js';
import {startRealMember, type RealMember} from '../helpers/real-member.js';
import {tempDir} from '../helpers/temp-dir.js';

const READERS = {clock: systemClock, inputFiles, forge: () => Promise.resolve(forge)};

/** A lone member of a line in a folder of its own. */
class LoneMember {
  readonly dir = tempDir('data-rules');
  readonly line: EtcdTestLine;
  readonly clientPort: number;

  constructor(line: EtcdTestLine, clientPort: number) {
    this.line = line;
    this.clientPort = clientPort;
  }

  get peerUrl(): string {
    return `http://127.0.0.1:${this.clientPort + 1}`;
  }

  settings(changes: Readonly<Record<string, string>> = {}): Record<string, string> {
    return {
      name: 'infra0',
      'data-dir': 'data',
      'listen-peer-urls': this.peerUrl,
      'initial-advertise-peer-urls': this.peerUrl,
      'initial-cluster': `infra0=${this.peerUrl}`,
      'initial-cluster-token': 'orders-1',
      ...changes,
    };
  }

  start(changes: Readonly<Record<string, string>> = {}): Promise<RealMember> {
    const {dir, line, clientPort} = this;
    const args = Object.entries(this.settings(changes)).flatMap(([name, value]) => [`--${name}`, value]);
    return startRealMember({line, dir, clientPort, args});
  }

  /** Leaves data behind. */
  async run(changes: Readonly<Record<string, string>> = {}): Promise<void> {
    await (await this.start(changes)).stop();
  }

  /** Ids of the rules that have something to say of the data. */
  async judge(...members: readonly Readonly<Record<string, string>>[]): Promise<string[]> {
    const files = members.map((changes, index) => {
      const lines = Object.entries(this.settings(changes)).map(([name, value]) => `${name}: ${value}\n`);
      return [`member${index}.yaml`, lines.join('')] as const;
    });
    const {findings} = await judgeFiles(Object.fromEntries(files), {
      version: etcdVersion(this.line),
      folder: this.dir,
      facts: processes =>
        collectMachineFacts(
          {cwd: this.dir, host: {ownAddresses: () => ['127.0.0.1']}, factOfFile, etcdData, ...READERS},
          processes,
        ),
    });
    return findings
      .map(({rule}) => rule)
      .filter(rule => /^(?:data-dir|db|wal|bootstrap-settings)-/.test(rule));
  }
}

async function loneMember(line: EtcdTestLine): Promise<LoneMember> {
  return new LoneMember(line, await freeBasePort(1));
}

describe.each(ETCD_TEST_LINES)('data of a real etcd %s', line => {
  it('tells its own cluster from another one, as etcd goes on with what it finds', async () => {
    const member = await loneMember(line);
    await member.run();

    expect(await member.judge({})).toEqual([]);
    expect(await member.judge({'initial-cluster-token': 'orders-2'})).toEqual(['data-dir-other-cluster']);
    const again = await member.start({'initial-cluster-token': 'orders-2'});
    const {clusterId} = predictIds([[member.peerUrl]], 'orders-1');
    const status = await again.etcdctl(['endpoint', 'status', '-w', 'fields']);
    expect(status).toContain(`"ClusterID" : ${BigInt(`0x${clusterId}`)}`);
  });

  it('tells a member that joined later from a stranger', async () => {
    const member = await loneMember(line);
    await member.run();
    const list = `infra0=${member.peerUrl},infra1=http://127.0.0.1:1`;

    expect(await member.judge({'initial-cluster': list})).toEqual(['bootstrap-settings-ignored']);
    expect(await member.judge({'initial-cluster': list, 'initial-cluster-state': 'existing'})).toEqual([]);
  });

  it('tells a log that is lost from one that a new wal-dir leaves behind', async () => {
    const member = await loneMember(line);
    await member.run();

    expect(await member.judge({'wal-dir': 'wal'})).toEqual(['wal-dir-changed']);
    renameSync(join(member.dir, 'data/member/wal'), join(member.dir, 'wal'));
    expect(await member.judge({'wal-dir': 'wal'})).toEqual([]);
    expect(await member.judge({})).toEqual(['db-without-wal']);
    rmSync(join(member.dir, 'data/member/snap/db'));
    expect(await member.judge({})).toEqual([]);
  });

  it('warns of what etcd deletes where it makes its log', async () => {
    const member = await loneMember(line);
    mkdirSync(join(member.dir, 'wal'));
    writeFileSync(join(member.dir, 'wal/precious'), 'other data\n');

    expect(await member.judge({'wal-dir': 'wal'})).toEqual(['wal-dir-in-use']);
    await member.run({'wal-dir': 'wal'});
    expect(existsSync(join(member.dir, 'wal/precious'))).toBe(false);
    expect(await member.judge({'wal-dir': 'wal'})).toEqual([]);
  });

  it('tells two members with one and the same data', async () => {
    const member = await loneMember(line);
    await member.run();
    await cp(join(member.dir, 'data'), join(member.dir, 'copy'), {recursive: true});
    const list = `infra0=${member.peerUrl},infra1=http://127.0.0.1:1`;
    const copy = {
      name: 'infra1',
      'data-dir': 'copy',
      'listen-peer-urls': 'http://127.0.0.1:1',
      'initial-advertise-peer-urls': 'http://127.0.0.1:1',
      'initial-cluster': list,
      'initial-cluster-state': 'existing',
    };

    expect(await member.judge({'initial-cluster': list, 'initial-cluster-state': 'existing'}, copy)).toEqual([
      'data-dir-other-member',
    ]);
  });
});
