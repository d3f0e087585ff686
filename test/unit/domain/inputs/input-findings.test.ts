import {describe, expect, it} from 'vitest';

import {isDataOfEtcd, mayBeInput, mayHoldInputs} from '../../../../src/lib/domain/inputs/folder-walk.js';
import {
  INPUT_FINDINGS,
  inputFinding,
  type InputCase,
} from '../../../../src/lib/domain/inputs/input-findings.js';

describe('a file in a folder', () => {
  it.each([
    'etcd.yaml',
    'etcd.conf',
    'etcd',
    'infra0.env',
    '.env',
    'etcd.service',
    'etcd.service.d',
    'Procfile',
    'Procfile.dev',
    'compose.yml',
    'start.sh',
    'a.txt',
    'infra0.1',
  ])('may be %s', name => {
    expect(mayBeInput(name)).toBe(true);
  });

  it.each(['a.go', 'README', 'README.md', 'Makefile', 'etcd.yaml~', 'etcd.yaml.j2', 'a.PNG', 'x.tar.gz'])(
    'is not looked at as %s',
    name => {
      expect(mayBeInput(name)).toBe(false);
    },
  );
});

it.each<[name: string, holds: boolean]>([
  ['etcd', true],
  ['.config', true],
  ['member', true],
  ['.git', false],
  ['node_modules', false],
  ['infra0.removed-20261125', false],
  ['..data', false],
])('a folder %s may hold inputs: %s', (name, holds) => {
  expect(mayHoldInputs(name)).toBe(holds);
});

it.each<[folder: string, names: readonly string[], isData: boolean]>([
  ['member', ['snap', 'wal'], true],
  ['member', ['wal'], true],
  ['member', ['etcd.yaml'], false],
  ['infra0', ['snap', 'wal'], false],
  ['proxy', ['cluster'], true],
  ['proxy', ['proxy.yaml'], false],
])('%s with %j is data of etcd: %s', (folder, names, isData) => {
  const entries = names.map(name => ({name}));

  expect(isDataOfEtcd(folder, entries)).toBe(isData);
});

describe('a finding', () => {
  it.each<[rule: keyof typeof INPUT_FINDINGS, seen: InputCase, expected: Record<string, unknown>]>([
    ['input-absent', {file: 'x'}, {severity: 'error', message: 'there is no such file or folder'}],
    ['input-absent', {file: 'my nodes/x'}, {fix: "see what is there: ls 'my nodes'"}],
    ['input-unreadable', {file: 'x', why: 'a\u001b[31mb'}, {message: 'it cannot be read: a\\x1b[31mb'}],
    ['input-unreadable', {file: 'x', why: 'y', severity: 'warning'}, {severity: 'warning'}],
    ['input-too-large', {file: 'x', size: 2 ** 30}, {message: 'it has 1.0 GiB; at most 4.0 MiB are read'}],
    ['input-too-large', {file: '-'}, {message: 'it has more than 4.0 MiB; it is not judged'}],
    ['input-line-ends', {file: "it's", line: 3}, {line: 3, fix: `sed -i 's/\\r$//' 'it'\\''s'`}],
    [
      'input-no-start',
      {file: 'x', why: 'shell'},
      {severity: 'warning', message: 'read as shell: nothing in it starts etcd, so that nothing was judged'},
    ],
    ['input-line-ends', {file: '-', line: 1}, {fix: undefined}],
    [
      'input-encoding',
      {file: 'x', line: 1, column: 2, length: 1, why: 'is odd', etcdSays: 'yaml: no'},
      {file: 'x', line: 1, column: 2, length: 1, message: 'it is odd', etcdSays: 'yaml: no'},
    ],
  ])('%s of %j', (rule, seen, expected) => {
    expect({fix: undefined, ...inputFinding(rule, seen)}).toMatchObject({rule, ...expected});
  });

  it.each(Object.entries(INPUT_FINDINGS))('%s says why it is one', (id, {title, why}) => {
    expect(id).toMatch(/^input-[a-z-]+$/);
    expect(title).toMatch(/^[A-Z].*[^.]$/);
    expect(why).toMatch(/^[A-Z].*\.$/);
  });
});
