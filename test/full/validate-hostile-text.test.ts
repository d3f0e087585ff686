import {mkdirSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {tempDir} from '../helpers/temp-dir.js';
import {runMeasured, validated} from '../integration/judged-command.js';

const CONFIG = 'name: infra0\ninitial-cluster: infra0=http://10.0.0.1:2380\n';
const DEPTH = 10_000;

function folderWith(files: Readonly<Record<string, string>>): string {
  const dir = tempDir('hostile');
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), {recursive: true});
    writeFileSync(join(dir, name), text);
  }
  return dir;
}

/** `lol` nine times in ten levels: three GB where it is expanded. */
const ALIAS_BOMB = [
  'a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]',
  ...Array.from(
    {length: 9},
    (_, index) => `a${index + 1}: &a${index + 1} [${Array(9).fill(`*a${index}`).join(', ')}]`,
  ),
].join('\n');

/** Each form of configuration, with a place for a hostile value. */
const FORMS: Readonly<Record<string, (value: string) => string>> = {
  'etcd.yaml': value =>
    `name: infra0\ninitial-cluster: infra0=http://a:2380\ninitial-cluster-token: ${value}\n`,
  'etcd.json': value => `{"name": "infra0", "initial-cluster": "a=b", "initial-cluster-token": "${value}"}`,
  'etcd.env': value => `ETCD_NAME=infra0\nETCD_INITIAL_CLUSTER_TOKEN=${value}\n`,
  'etcd.service': value => `[Unit]\nDescription=etcd\n[Service]\nExecStart=/usr/bin/etcd --name ${value}\n`,
  Procfile: value => `infra0: etcd --name ${value}\n`,
  'run.sh': value => `#!/bin/sh\nexec etcd --name infra0 ${value}\n`,
  'docker.sh': value => `#!/bin/sh\ndocker run quay.io/coreos/etcd:v3.5.12 etcd --name ${value}\n`,
  'compose.yaml': value =>
    `services:\n  etcd:\n    image: quay.io/coreos/etcd:v3.5.12\n    command: etcd --name ${value}\n`,
  'pod.yaml': value =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: etcd}\nspec:\n  containers:\n  - name: etcd\n    image: quay.io/coreos/etcd:v3.5.12\n    command: [etcd, --name, "${value}"]\n`,
};

describe('a bomb is no more than a finding', () => {
  it.each<[title: string, text: string]>([
    ['references that grow', `${CONFIG}${ALIAS_BOMB}\n`],
    ['references that grow, in a value', `${ALIAS_BOMB}\n${CONFIG}initial-cluster-token: *a9\n`],
    ['a reference to itself', `${CONFIG}a: &a [*a]\n`],
    ['merge keys that grow', `${CONFIG}a: &a {b: c}\n${'<<: *a\n'.repeat(50_000)}`],
    ['brackets 10,000 deep', `${CONFIG}a: ${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}\n`],
    ['brackets 10,000 deep that never close', `${CONFIG}a: ${'['.repeat(DEPTH)}`],
    ['braces 10,000 deep', `${CONFIG}a: ${'{a: '.repeat(DEPTH)}1${'}'.repeat(DEPTH)}\n`],
    ['lists 10,000 deep', `${CONFIG}a:\n  ${'- '.repeat(DEPTH)}b\n`],
    [
      'lines 2,000 deep',
      `${CONFIG}${Array.from({length: 2000}, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')}\n`,
    ],
    [
      'two million items',
      `{name: a, initial-cluster: b, listen-client-urls: c, x: [${'a,'.repeat(1_900_000)}]}`,
    ],
    [
      'keys by the hundred thousand',
      `${CONFIG}${Array.from({length: 300_000}, (_, n) => `k${n}: v\n`).join('')}`,
    ],
    ['documents by the hundred thousand', `${CONFIG}${'---\na: b\n'.repeat(300_000)}`],
    ['control characters', `${CONFIG}# \u001b]0;owned\u0007\n`],
  ])('%s', async (_, text) => {
    await validated(['etcd.yaml'], {cwd: folderWith({'etcd.yaml': text})});
  });

  it.each<[title: string, value: string]>([
    ['substitutions', '$('.repeat(50_000)],
    ['substitutions that end', `${'$('.repeat(10_000)}a${')'.repeat(10_000)}`],
    ['backticks and quotes', '`"\''.repeat(50_000)],
    ['variables in variables', '${a:-'.repeat(50_000)],
    ['backslashes', '\\'.repeat(200_000)],
    ['continued lines', '\\\n'.repeat(100_000)],
    ['here-documents', '<<A '.repeat(50_000)],
    ['per cent signs', '%'.repeat(200_000)],
  ])('%s in what a shell or systemd reads', async (_, value) => {
    const cwd = folderWith(
      Object.fromEntries(Object.entries(FORMS).map(([name, form]) => [name, form(value)])),
    );

    await validated(['.'], {cwd});
  });
});

const many = (count: number, text: (index: number) => string): string =>
  Array.from({length: count}, (_, index) => text(index)).join('');

describe('time in proportion to the text', () => {
  it.each<[title: string, file: string, text: string]>([
    ['unknown keys', 'etcd.yaml', `${CONFIG}listen-client-urls: a\n${many(8000, n => `k${n}: v\n`)}`],
    ['one key again and again', 'etcd.yaml', `${CONFIG}${many(8000, () => 'log-level: info\n')}`],
    [
      'listen URLs',
      'etcd.yaml',
      `${CONFIG}listen-client-urls: ${many(1000, n => `http://10.0.0.1:${n + 1},`)}`,
    ],
    [
      'listen URLs of as many addresses',
      'etcd.yaml',
      `${CONFIG}listen-client-urls: ${many(1000, n => `http://10.0.${n >> 8}.${n & 255}:2379,`)}`,
    ],
    [
      'members in the list',
      'etcd.yaml',
      `name: a\ninitial-cluster: ${many(8000, n => `n${n}=http://h${n}:2380,`)}`,
    ],
    ['unknown variables', 'etcd.env', `ETCD_NAME=a\n${many(8000, n => `ETCD_K${n}=v\n`)}`],
    ['unknown flags', 'Procfile', `a: etcd ${many(8000, n => `--k${n} v `)}\n`],
    ['processes', 'Procfile', many(4000, n => `a${n}: etcd --name n${n}\n`)],
  ])('%s by the thousand', async (_, file, text) => {
    await validated([file], {cwd: folderWith({[file]: text})});
  });
});

describe('a line of a megabyte', () => {
  it.each(Object.keys(FORMS))('in %s', async name => {
    const pieces = ['a', 'a=http://10.0.0.1:2380,', '%41\u00e9"', ' a'.repeat(20) + 'x'.repeat(1000)];
    for (const piece of pieces) {
      const text = FORMS[name]!(piece.repeat(Math.floor(1_000_000 / piece.length)));
      await validated(['.'], {cwd: folderWith({[name]: text})});
    }
  });

  it('in none, where it is ten: its size is refused', async () => {
    const cwd = folderWith({'etcd.yaml': FORMS['etcd.yaml']!('a'.repeat(10_000_000))});

    expect((await validated(['etcd.yaml'], {cwd})).rules).toEqual(['input-too-large']);
  });
});

const ESCAPES = 'a\u001b[31mb\u001b]0;owned\u0007\u009b31m\u202ec\u0008';

describe('terminal escapes are never printed raw', () => {
  it.each(Object.keys(FORMS))('in the values and keys of %s', async name => {
    const form = FORMS[name]!;
    const cwd = folderWith({[name]: form(ESCAPES), [`odd/${name}`]: `${form('x')}${ESCAPES}: ${ESCAPES}\n`});

    await validated(['.'], {cwd, reports: true});
  });

  it('in paths, which may have line breaks as well', async () => {
    const name = `line\nbreak${ESCAPES}.yaml`;
    const cwd = folderWith({[name]: 'name: [\n', [`${ESCAPES}\n/etcd.yaml`]: 'nam: a\ninitial-clustr: b\n'});

    for (const path of ['.', name, `none\n${ESCAPES}`]) await validated([path], {cwd, reports: true});
  });

  it.each(['--kind', '--etcd-version', '--target-version', '--explain'])('in %s', async flag => {
    const cwd = folderWith({'etcd.yaml': CONFIG});

    const {exitCode, stdout, stderr} = await runMeasured(['validate', 'etcd.yaml', flag, ESCAPES], {cwd});

    expect(exitCode).toBe(2);
    expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });
});
