import {existsSync, mkdirSync, readdirSync, readFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import {parseArgs} from 'node:util';

import type {Runner, RunResult} from '../../../src/lib/adapters/process/runner.js';
import {predictIds} from '../../../src/lib/domain/config/cluster-id.js';
import {strict} from '../strict.js';
import {writeIdentity} from './boot.js';
import type {FakeMember} from './fake-cluster.js';
import {readDatabase, writeDatabase, type FakeContent, type FakeDatabase} from './fake-database.js';

/** What etcd's tools say where they do nothing. */
class Refused extends Error {}

function readFile(path: string): FakeDatabase {
  if (!existsSync(path)) throw new Refused(`stat ${path}: no such file or directory`);
  const found = readDatabase(readFileSync(path));
  if (found === undefined) throw new Refused('invalid database');
  return found;
}

const OPTIONS = {
  name: {type: 'string', default: 'default'},
  'initial-cluster': {type: 'string', default: ''},
  'initial-cluster-token': {type: 'string', default: 'etcd-cluster'},
  'initial-advertise-peer-urls': {type: 'string'},
  'data-dir': {type: 'string', default: ''},
  'wal-dir': {type: 'string'},
  'skip-hash-check': {type: 'boolean', default: false},
  'bump-revision': {type: 'string', default: '0'},
  'mark-compacted': {type: 'boolean'},
  'write-out': {type: 'string'},
} as const;

type Flags = ReturnType<typeof parseArgs<{options: typeof OPTIONS; allowPositionals: true}>>['values'];

function membersIn(initialCluster: string, token: string): {clusterId: string; members: FakeMember[]} {
  const entries = initialCluster.split(',').map(entry => entry.split('=') as [string, string]);
  const {clusterId, memberIds} = predictIds(
    entries.map(([, url]) => [url]),
    token,
  );
  const members = entries.map(([name, url], index) => ({
    ...{id: memberIds[index]!, name, peerUrls: [url]},
    ...{clientUrls: [], isLearner: false},
  }));
  return {clusterId, members};
}

function assertEmpty(kind: 'data-dir' | 'wal-dir', dir: string | undefined): void {
  if (dir !== undefined && existsSync(dir) && readdirSync(dir).length > 0)
    throw new Refused(`${kind} "${dir}" not empty or could not be read`);
}

function contentToRestore({content, digest}: FakeDatabase, flags: Flags): FakeContent {
  if (digest === 'none' && !flags['skip-hash-check'])
    throw new Refused('snapshot missing hash but --skip-hash-check=false');
  if (digest === 'wrong' && !flags['skip-hash-check']) throw new Refused('expected sha256');
  return {...content, revision: content.revision + Number(flags['bump-revision'])};
}

function restore(path: string, flags: Flags): void {
  const {'data-dir': dataDir, 'wal-dir': walDir} = flags;
  assertEmpty('data-dir', dataDir);
  assertEmpty('wal-dir', walDir);
  const content = contentToRestore(readFile(path), flags);
  const {clusterId, members} = membersIn(flags['initial-cluster'], flags['initial-cluster-token']);
  const memberId = members.find(({name}) => name === flags.name)?.id;
  if (memberId === undefined) throw new Refused(`couldn't find local name "${flags.name}"`);
  mkdirSync(join(dataDir, 'member'), {recursive: true});
  writeDatabase({dataDir}, content);
  const dirs = {dataDir, ...(walDir === undefined ? {} : {walDir})};
  writeIdentity(dirs, {clusterId, memberId, begins: members});
}

/** `snapshot status` and `snapshot restore` of etcdutl, on databases of the fake etcd; any other program is not expected. */
export function createFakeTools(): Runner {
  return strict<Runner>('runner', {
    async run(file, args) {
      const {positionals, values} = parseArgs({args: [...args], options: OPTIONS, allowPositionals: true});
      const [group, action, path = ''] = positionals;
      if (!/^etcd(?:ctl|utl)$/.test(basename(file)) || group !== 'snapshot')
        throw new Error(`${file} ${args.join(' ')} is not expected here`);
      const ended: RunResult = {stdout: '', stderr: '', exitCode: 0, durationMs: 1, timedOut: false};
      try {
        if (action === 'restore') return (restore(path, values), ended);
        const {revision, keys} = readFile(path).content;
        return {
          ...ended,
          stdout: JSON.stringify({hash: 1, revision, totalKey: keys.length, totalSize: 4096}),
        };
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        return {...ended, exitCode: 1, stderr: `Error: ${error.message}\n`};
      }
    },
  });
}
