import {rm} from 'node:fs/promises';
import {join} from 'node:path';

import type {EtcdTestLine} from '../../helpers/etcd-binaries.js';
import {startRealMember} from '../../helpers/real-member.js';
import {memberConfig} from './member-files.js';
import type {TruthPlace, TruthRow} from './truth-row.js';

/** A member with data and, after so many writes, snapshots; it has ended. */
async function makeData(
  {dir, clientPort, peerPort}: TruthPlace,
  line: EtcdTestLine,
  writes: number,
): Promise<void> {
  const peer = `http://127.0.0.1:${peerPort}`;
  const member = await startRealMember({
    line,
    dir,
    clientPort,
    args: [
      ...['--name', 'a', '--data-dir', 'data', '--snapshot-count', '5'],
      ...[
        '--listen-peer-urls',
        peer,
        '--initial-advertise-peer-urls',
        peer,
        '--initial-cluster',
        `a=${peer}`,
      ],
    ],
  });
  for (let count = 0; count < writes; count++) await member.etcdctl(['put', 'key', String(count)]);
  await member.stop();
}

async function loseDatabase({dir}: TruthPlace): Promise<void> {
  await rm(join(dir, 'data', 'member', 'snap', 'db'));
}

/** What a member left behind, and config files that are not there. */
export const DATA_ROWS: readonly TruthRow[] = [
  {
    name: 'data of a member that stopped',
    rules: ['db-missing', 'wal-dir-over-data'],
    files: place => memberConfig(place),
    prepare: (place, line) => makeData(place, line, 20),
    verdict: 'starts',
  },
  {
    name: 'data whose database is lost',
    rules: ['db-missing'],
    files: place => memberConfig(place),
    prepare: async (place, line) => {
      await makeData(place, line, 20);
      await loseDatabase(place);
    },
    verdict: 'refuses',
    says: /failed to recover v3 backend from snapshot|failed to find database snapshot file/,
  },
  {
    name: 'data whose database is lost, with a log that goes back to its beginning',
    rules: ['db-missing'],
    files: place => memberConfig(place),
    prepare: async (place, line) => {
      await makeData(place, line, 0);
      await loseDatabase(place);
    },
    verdict: 'starts',
  },
  {
    name: 'a WAL in a folder above the data',
    rules: ['wal-dir-over-data'],
    files: place => memberConfig(place, 'wal-dir: all', {'data-dir': 'all/data'}),
    verdict: 'refuses',
    says: /failed to purge snap (?:db )?file/,
  },
  {
    name: 'a WAL in the data directory itself',
    rules: ['wal-dir-over-data'],
    files: place => memberConfig(place, 'wal-dir: ./data/'),
    verdict: 'refuses',
  },
  {
    name: 'a WAL in a folder of its own in the data directory',
    rules: ['wal-dir-over-data'],
    files: place => memberConfig(place, 'wal-dir: data/wal'),
    verdict: 'starts',
  },
  {
    name: 'a WAL in the place of other files',
    rules: ['wal-dir-in-use'],
    files: place => ({'wal/precious': 'other data\n', ...memberConfig(place, 'wal-dir: wal')}),
    verdict: 'starts',
  },
  {
    name: 'a folder for a certificate of peers',
    rules: ['tls-file-missing'],
    files: place => ({
      'tls/.keep': '',
      ...memberConfig(place, 'peer-transport-security:\n  cert-file: tls\n  key-file: tls\n'),
    }),
    verdict: 'refuses',
    says: /read tls: is a directory/,
  },
  {
    name: 'a CA of peers that is not there, and http alone',
    rules: ['tls-file-missing'],
    files: place => memberConfig(place, 'peer-transport-security:\n  trusted-ca-file: nosuch.crt\n'),
    verdict: 'refuses',
    says: /open nosuch.crt: no such file or directory/,
  },
  {
    name: 'a CA of peers that is not there, beside certificates that etcd makes',
    rules: ['tls-file-missing'],
    files: place =>
      memberConfig(place, 'peer-transport-security:\n  auto-tls: true\n  trusted-ca-file: nosuch.crt\n'),
    verdict: 'starts',
  },
  {
    name: 'public and private key for tokens that are not there',
    rules: ['token-key-missing'],
    files: place =>
      memberConfig(place, 'auth-token: jwt,pub-key=nosuch.pub,priv-key=nosuch.key,sign-method=RS256'),
    verdict: 'refuses',
  },
  {
    name: 'tokens without keys',
    rules: ['token-key-missing'],
    files: place => memberConfig(place, 'auth-token: simple'),
    verdict: 'starts',
  },
  {
    name: 'a folder for a config file',
    rules: ['config-file-missing'],
    files: () => ({'conf/.keep': '', 'run.sh': 'etcd --config-file conf\n'}),
    verdict: 'refuses',
    says: /read conf: is a directory/,
  },
  {
    name: 'a folder for a log',
    rules: ['log-folder-missing'],
    files: place => ({
      'log/.keep': '',
      ...memberConfig(place, 'logger: zap\nlog-outputs: [stderr, log]'),
    }),
    verdict: 'refuses',
    says: /open log: is a directory/,
  },
  {
    name: 'a log in a folder that is not there, in a config file',
    rules: ['log-folder-missing'],
    files: place => memberConfig(place, 'logger: zap\nlog-outputs: [stderr, nosuch/etcd.log]'),
    verdict: 'refuses',
    says: /open nosuch\/etcd.log: no such file or directory/,
  },
  {
    name: 'a log in a folder that is not there, and that rotates',
    rules: ['log-folder-missing'],
    files: place => memberConfig(place, 'log-outputs: [stderr, nosuch/etcd.log]\nenable-log-rotation: true'),
    verdict: {'3.5': 'starts', '3.6': 'starts', '3.7': 'starts'},
  },
  {
    name: 'a log in the folder where etcd runs',
    rules: ['log-folder-missing'],
    files: place => memberConfig(place, 'logger: zap\nlog-outputs: [stderr, etcd.log]'),
    verdict: 'starts',
  },
];
