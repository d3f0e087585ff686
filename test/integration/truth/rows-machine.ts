import {memberConfig, memberScript} from './member-files.js';
import type {TruthRow} from './truth-row.js';

/** What lies where etcd wants to write, and what it wants to read. */
export const MACHINE_ROWS: readonly TruthRow[] = [
  {
    name: 'a file for a data directory',
    rules: ['data-dir-not-folder'],
    files: place => ({data: 'no folder\n', ...memberConfig(place)}),
    verdict: 'refuses',
    says: /readdirent data: not a directory|error listing data dir: data/,
  },
  {
    name: 'a data directory below a file',
    rules: ['data-dir-not-folder'],
    files: place => ({file: 'no folder\n', ...memberScript(place, '', {'data-dir': 'file/data'})}),
    verdict: 'refuses',
    says: /open file\/data: not a directory|error listing data dir: file\/data/,
  },
  {
    name: 'a data directory that is there and empty',
    rules: ['data-dir-not-folder', 'data-dir-of-both'],
    files: place => ({'data/.keep': '', ...memberConfig(place)}),
    verdict: 'starts',
  },
  {
    name: 'a data directory of a member and of a v2 proxy',
    rules: ['data-dir-of-both'],
    files: place => ({'data/member/.keep': '', 'data/proxy/.keep': '', ...memberConfig(place)}),
    verdict: 'refuses',
  },
  {
    name: 'a data directory of a v2 proxy',
    rules: ['data-dir-of-removed-proxy'],
    files: place => ({'data/proxy/.keep': '', ...memberConfig(place)}),
    verdict: {'3.4': 'starts', '3.5': 'starts', '3.6': 'refuses', '3.7': 'refuses'},
    says: /v2 http proxy has already been deprecated in 3.6/,
  },
  {
    name: 'a WAL in the folder of the member',
    rules: ['wal-dir-over-data'],
    files: place => memberConfig(place, 'wal-dir: data/member'),
    verdict: 'refuses',
    says: /failed to purge snap (?:db )?file open data\/member\/snap: no such file or directory/,
  },
  {
    name: 'a WAL below a file',
    rules: ['wal-dir-below-file'],
    files: place => ({file: 'no folder\n', ...memberConfig(place, 'wal-dir: file/wal')}),
    verdict: 'refuses',
    says: /not a directory/,
  },
  {
    name: 'a WAL in a folder that is there and empty',
    rules: ['wal-dir-over-data', 'wal-dir-below-file'],
    files: place => ({'wal/.keep': '', ...memberConfig(place, 'wal-dir: wal')}),
    verdict: 'starts',
  },
  {
    name: 'a key for tokens that is not there',
    rules: ['token-key-missing'],
    files: place => memberScript(place, '--auth-token=jwt,priv-key=nosuch.key,sign-method=RS256'),
    verdict: 'refuses',
  },
  {
    name: 'a log in a folder that is not there',
    rules: ['log-folder-missing'],
    files: place => memberScript(place, '--logger=zap --log-outputs=nosuch/etcd.log'),
    verdict: 'refuses',
    says: /nosuch\/etcd.log: no such file or directory/,
  },
  {
    name: 'a log that rotates on the terminal',
    rules: ['log-rotation-target'],
    files: place => memberScript(place, '--log-outputs=stderr --enable-log-rotation'),
    verdict: {'3.5': 'refuses', '3.6': 'refuses', '3.7': 'refuses'},
  },
  {
    name: 'a port that somebody else has',
    rules: ['port-conflict'],
    files: place => memberScript(place, '', {'listen-client-urls': `http://127.0.0.1:${place.peerPort}`}),
    verdict: 'refuses',
    says: /bind: address already in use/,
  },
];
