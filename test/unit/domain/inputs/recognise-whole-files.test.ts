import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import type {InputKind} from '../../../../src/lib/domain/inputs/input.js';
import {recognise} from '../../../../src/lib/domain/inputs/recognise.js';
import {REPO_DIR} from '../../../helpers/cli.js';

/** Files for etcd that etcdops itself writes, out of the recorded output; records of DNS are for others. */
function writtenFiles(folder: string): {path: string; text: string}[] {
  const dir = join(REPO_DIR, 'test/golden', folder);
  const recorded = readdirSync(dir).filter(name => name.endsWith('.out'));
  return recorded
    .flatMap(name => readFileSync(join(dir, name), 'utf8').split(/^==> /m))
    .filter(part => part !== '')
    .map(part => ({path: part.split(' ')[0]!, text: part.slice(part.indexOf('\n') + 1)}))
    .filter(({path}) => !path.endsWith('.zone'));
}

describe('what etcdops writes is recognised', () => {
  it.each<[folder: string, kind: InputKind]>([
    ['config-member', 'config'],
    ['config-v2-proxy', 'config'],
    ['env', 'env'],
    ['systemd', 'systemd'],
    ['procfile', 'procfile'],
    ['compose', 'compose'],
    ['docker', 'docker'],
    ['flags', 'shell'],
  ])('%s', (folder, kind) => {
    const files = writtenFiles(folder);

    expect(files).not.toEqual([]);
    expect(files.map(({path, text}) => [path, recognise(path, text)])).toEqual(
      files.map(({path}) => [path, kind]),
    );
  });
});

const MEGABYTE = 1024 * 1024;
const PIECES = [
  ' ',
  '\n',
  '\t\n',
  '=',
  '"',
  "'",
  '"\\"',
  '{',
  '{"a":',
  '[',
  '- ',
  '/',
  '$',
  '\\\n',
  'a',
  'a b',
  'a: ',
  'export ',
  'ETCD_NAME=',
  'etcd ',
  'sudo etcd ',
  'sh -c ',
  'docker ',
  '# etcd ',
  'services:',
  'services: ',
  '{{',
  '#!',
  '`(|&;',
  '\u00e9',
  '\ud83d\ude00',
];

describe('a text of a megabyte is looked at in no time', () => {
  it.each(PIECES)('%j over and over', piece => {
    const text = piece.repeat(Math.ceil(MEGABYTE / piece.length));
    const startedAt = performance.now();

    for (const sample of [text, `etcd ${text}`, `services:${text}`, `{${text}`, `#!/bin/sh\n${text}`]) {
      recognise('/w/x', sample);
    }

    expect(performance.now() - startedAt).toBeLessThan(1000);
  });
});

it('looks at whole lines only', () => {
  const text = 'a: etcd --name a\n'.repeat(10_000);

  // Wherever the beginning ends, half a line would not be one of a Procfile.
  expect(Array.from({length: 20}, (_, more) => recognise('/w/x', `${' '.repeat(more)}\n${text}`))).toEqual(
    Array(20).fill('procfile'),
  );
});

it.each([
  ['config', 'name: a\ninitial-cluster: '],
  ['env', 'ETCD_NAME=a\nETCD_INITIAL_CLUSTER='],
  ['shell', '#!/bin/sh\netcd --name a --initial-cluster '],
  ['procfile', '# a cluster\na: etcd --name a --initial-cluster '],
])('looks at the beginning of a line that has no end: %s', (kind, text) => {
  expect(recognise('/w/x', `${text}${'a=http://10.0.0.1:2380,'.repeat(10_000)}\n`)).toBe(kind);
});
