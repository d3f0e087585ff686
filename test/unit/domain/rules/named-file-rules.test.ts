import {describe, expect, it} from 'vitest';

import type {FileFact} from '../../../../src/lib/domain/rules/cluster.js';
import {judgeOnMachine} from '../../../helpers/judge-on-machine.js';
import {processOf} from '../../../helpers/process-of.js';

const FILE = {kind: 'file', mode: 0o600} as const;
const ABSENT = {kind: 'absent'} as const;
const FOLDER = {kind: 'folder', mode: 0o755} as const;

const HTTPS = 'etcd --listen-client-urls https://127.0.0.1:2379 --cert-file /e/s.crt --key-file /e/s.key';
const JWT = 'etcd --auth-token jwt,pub-key=/e/t.pub,priv-key=/e/t.key,sign-method=RS256';
const DISCOVERY =
  'etcd --data-dir /d --discovery-token t --discovery-endpoints http://127.0.0.1:1 --discovery-cacert /e/ca.crt';

type Files = Readonly<Record<string, FileFact>>;

function found(line: string, files: Files): string[] {
  return judgeOnMachine([processOf(line)], {files}).map(({rule, message}) => `${rule}: ${message}`);
}

describe('files that a process names', () => {
  it.each<[string, string, Files, string[]]>([
    ['are there', HTTPS, {'/e/s.crt': FILE, '/e/s.key': FILE}, []],
    ['are on another machine', HTTPS, {}, []],
    [
      'are not there',
      HTTPS,
      {'/e/s.crt': ABSENT, '/e/s.key': ABSENT},
      [
        'tls-file-missing: --cert-file: there is no certificate at "/e/s.crt"',
        'tls-file-missing: --key-file: there is no key at "/e/s.key"',
      ],
    ],
    [
      'are folders',
      HTTPS,
      {'/e/s.crt': FOLDER, '/e/s.key': FILE},
      ['tls-file-missing: --cert-file: "/e/s.crt" is a folder, not a certificate'],
    ],
    ['are not opened', 'etcd --cert-file /e/s.crt --key-file /e/s.key', {'/e/s.crt': ABSENT}, []],
    [
      'are asked for by a client',
      'etcdctl --cacert /e/ca.crt get a',
      {'/e/ca.crt': ABSENT},
      ['tls-file-missing: --cacert: there is no CA certificate at "/e/ca.crt"'],
    ],
    [
      'are keys for tokens',
      JWT,
      {'/e/t.pub': FOLDER, '/e/t.key': FILE},
      ['token-key-missing: --auth-token: "/e/t.pub" is a folder, not a public key'],
    ],
    [
      'is a revocation list',
      `${HTTPS} --client-crl-file /e/r.crl`,
      {'/e/r.crl': ABSENT},
      [
        'crl-file-missing: --client-crl-file: there is no revocation list at "/e/r.crl": whoever shows a certificate is turned away',
      ],
    ],
    ['is a revocation list that nobody reads', 'etcd --client-crl-file /e/r.crl', {'/e/r.crl': ABSENT}, []],
    [
      'lies below a file',
      'etcdctl --cacert /e/ca.crt get a',
      {'/e/ca.crt': {kind: 'absent', isBelowFile: true}},
      ['tls-file-missing: --cacert: there is no CA certificate at "/e/ca.crt"'],
    ],
    [
      'is a log without a folder',
      'etcd --log-outputs stderr,/l/etcd.log',
      {'/l': ABSENT},
      [
        'log-folder-missing: log-outputs: the folder of the log "/l/etcd.log" is not there, and etcd does not make it',
      ],
    ],
    [
      'is a folder for a log',
      'etcd --log-outputs /l',
      {'/l': FOLDER},
      ['log-folder-missing: log-outputs: "/l" is a folder, and etcd writes its log to a file'],
    ],
    ['is a log whose folder is there', 'etcd --log-outputs /l/etcd.log', {'/l': FOLDER}, []],
    ['is a log that rotates', 'etcd --log-outputs /l/etcd.log --enable-log-rotation', {'/l': ABSENT}, []],
    ['is a log by its URL', 'etcd --log-outputs file:///l/etcd.log', {'/l': ABSENT}, []],
  ])('%s', (_, line, files, expected) => {
    expect(found(line, files)).toEqual(expected);
  });

  it.each<[string, number, string[]]>([
    ['the user alone', 0o600, []],
    ['the group', 0o640, []],
    ['everybody', 0o644, ['read the key "/e/s.key" (mode 0644)']],
    ['everybody, to change it', 0o666, ['change the key "/e/s.key" (mode 0666)']],
  ])('warns of a key for the right people: %s', (_, mode, expected) => {
    const files = {'/e/s.crt': {...FILE, mode: 0o644}, '/e/s.key': {...FILE, mode}};

    expect(found(HTTPS, files)).toEqual(
      expected.map(end => `key-file-open: --key-file: everybody on the machine may ${end}`),
    );
  });

  it.each(['etcdctl --cert /e/s.crt --key /e/s.key get a', JWT.replace('/e/t.key', '/e/s.key')])(
    'knows the keys of %s',
    line => {
      expect(found(line, {'/e/s.key': {...FILE, mode: 0o604}})).toHaveLength(1);
    },
  );

  it('points at the value, and names the command to type', () => {
    const files = {'/e/s.key': {...FILE, mode: 0o644}};

    expect(judgeOnMachine([processOf(HTTPS)], {files})).toEqual([
      expect.objectContaining({
        severity: 'warning',
        line: 1,
        column: HTTPS.indexOf('/e/s.key') + 1,
        length: 8,
        fix: 'chmod 600 /e/s.key',
      }),
    ]);
  });

  it("has etcd's own words for the file at which it ends", () => {
    const files = {'/e/s.crt': FOLDER, '/e/s.key': ABSENT};

    expect(judgeOnMachine([processOf(HTTPS)], {files}).map(({etcdSays}) => etcdSays)).toEqual([
      'read /e/s.crt: is a directory',
      undefined,
    ]);
  });

  it('asks for files of discovery until the first start alone', () => {
    const files = {'/e/ca.crt': ABSENT};

    expect(judgeOnMachine([processOf(DISCOVERY)], {files})).toHaveLength(1);
    expect(judgeOnMachine([processOf(DISCOVERY)], {files, dataDirs: {'/d': {hasWal: true}}})).toEqual([]);
  });

  it('shows no control characters', () => {
    const path = '/e/\u001b[31m.crt';
    const [finding] = judgeOnMachine([processOf(`etcdctl --cacert ${path} get a`)], {
      files: {[path]: ABSENT},
    });

    expect(JSON.stringify([finding?.message, finding?.etcdSays, finding?.fix])).not.toContain('\\u001b');
  });
});
