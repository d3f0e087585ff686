import {execFileSync} from 'node:child_process';
import {linkSync, mkdirSync, symlinkSync, truncateSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';

import {beforeEach, describe, expect, it} from 'vitest';

import {inputFiles, type InputFiles} from '../../../src/lib/adapters/files/input-files.js';
import type {InputKind} from '../../../src/lib/domain/inputs/input.js';
import {gatherInputs, type GatheredInputs} from '../../../src/lib/queries/gather-inputs.js';
import {tempDir} from '../../helpers/temp-dir.js';

const CONFIG = 'name: infra0\nlisten-client-urls: http://127.0.0.1:2379\n';
const ENV = 'ETCD_NAME=infra0\n';

let cwd = '';

beforeEach(() => {
  cwd = tempDir('gather');
});

function write(files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, name)), {recursive: true});
    writeFileSync(join(cwd, name), text);
  }
}

function gather(
  paths: readonly string[],
  {kind, files = {}}: {kind?: InputKind; files?: Partial<InputFiles>} = {},
): Promise<GatheredInputs> {
  return gatherInputs({cwd, inputFiles: {...inputFiles, ...files}}, {paths, kind});
}

/** `kind file` of each input, and `rule severity file` of each finding. */
async function summary(...args: Parameters<typeof gather>): Promise<Record<string, unknown>> {
  const {inputs, findings, skipped} = await gather(...args);
  return {
    inputs: inputs.map(({kind, source}) => `${kind} ${source.file}`),
    findings: findings.map(({rule, severity, file}) => `${rule} ${severity} ${file}`),
    skipped,
  };
}

describe('what the user names', () => {
  it('is read whole, with its kind and its places', async () => {
    write({'a/etcd.yaml': `\ufeff${CONFIG.replaceAll('\n', '\r\n')}`});

    expect(await gather(['a/etcd.yaml'])).toEqual({
      inputs: [
        {
          kind: 'config',
          isNamed: true,
          source: {file: 'a/etcd.yaml', path: join(cwd, 'a/etcd.yaml'), text: CONFIG},
        },
      ],
      findings: [],
      skipped: 0,
    });
  });

  it('keeps the order of the names, and in folders that of the alphabet, files before folders', async () => {
    write({'z.yaml': CONFIG, 'f/b.yaml': CONFIG, 'f/a/c.env': ENV, 'f/c.yaml': CONFIG, 'a.yaml': CONFIG});

    expect(await summary(['z.yaml', 'f', './a.yaml'])).toMatchObject({
      inputs: ['config z.yaml', 'config f/b.yaml', 'config f/c.yaml', 'env f/a/c.env', 'config ./a.yaml'],
    });
  });

  it.each(['.', './', './/'])('is the working directory, as %j', async named => {
    write({'etcd.yaml': CONFIG});

    expect(await summary([named])).toMatchObject({inputs: ['config etcd.yaml'], findings: []});
  });

  it('is standard input, once', async () => {
    const readStandardInput = async (): Promise<{kind: 'bytes'; bytes: Uint8Array}> => ({
      kind: 'bytes',
      bytes: Buffer.from(ENV),
    });

    expect(await gather(['-', '-'], {files: {readStandardInput}})).toMatchObject({
      inputs: [{kind: 'env', source: {file: '-', path: '-', text: ENV}}],
      findings: [],
    });
  });

  it('counts once, by whatever names and links it is reached', async () => {
    write({'f/etcd.yaml': CONFIG});
    symlinkSync('f', join(cwd, 'link'));
    symlinkSync('etcd.yaml', join(cwd, 'f/z.yaml'));
    symlinkSync('..', join(cwd, 'f/up'));

    expect(await summary(['f', 'f/', 'link', 'f/etcd.yaml', join(cwd, 'f')])).toEqual({
      inputs: ['config f/etcd.yaml'],
      findings: [],
      skipped: 0,
    });
  });

  it('counts twice as two files with the same content', async () => {
    write({'a.yaml': CONFIG});
    linkSync(join(cwd, 'a.yaml'), join(cwd, 'b.yaml'));

    expect(await summary(['.'])).toMatchObject({inputs: ['config a.yaml', 'config b.yaml']});
  });

  it('is of the kind that the user says', async () => {
    write({'f/a': 'hello: 1\n', 'f/b': '', 'f/c': Uint8Array.of(0), empty: ''});

    expect(await summary(['f', 'empty'], {kind: 'config'})).toEqual({
      inputs: ['config f/a', 'config empty'],
      findings: [],
      skipped: 2,
    });
  });

  it('has a path with line breaks and escapes', async () => {
    const name = 'a\n\u001b[31mb.yaml';
    write({[name]: CONFIG});

    expect(await summary([name])).toMatchObject({inputs: [`config ${name}`], findings: []});
  });
});

describe('a folder', () => {
  it('passes over what is nothing of etcd, and counts it', async () => {
    write({
      'etcd.yaml': CONFIG,
      README: 'Start it:\n\n  etcd --name infra0\n',
      'README.md': CONFIG,
      'main.go': 'package main\n',
      'empty.yaml': '',
      'logo.bin': Uint8Array.of(0, 1, 2),
      'odd.conf': Uint8Array.of(0, 1, 2),
      'large.conf': `x = 1\n${'#\n'.repeat(3_000_000)}`,
    });
    symlinkSync('none', join(cwd, 'dangling'));
    execFileSync('mkfifo', [join(cwd, 'fifo')]);

    expect(await summary(['.'])).toEqual({inputs: ['config etcd.yaml'], findings: [], skipped: 7});
  });

  it.each(['.git', 'node_modules', '.etcdops', 'infra0.removed-2026', '..2026_11_25'])(
    'is not looked for in %s',
    async name => {
      write({'etcd.yaml': CONFIG, [`${name}/etcd.yaml`]: CONFIG});

      expect(await summary(['.'])).toMatchObject({inputs: ['config etcd.yaml'], findings: []});
    },
  );

  it('is not looked for in the data of etcd', async () => {
    write({
      'etcd.yaml': CONFIG,
      'd/member/snap/db': '',
      'd/member/etcd.yaml': CONFIG,
      'p/proxy/cluster': ENV,
      'member/etcd.yaml': CONFIG,
    });

    expect(await summary(['.'])).toMatchObject({inputs: ['config etcd.yaml', 'config member/etcd.yaml']});
  });

  it('is walked behind links, also out of it', async () => {
    write({'real/etcd.yaml': CONFIG, 'f/x': ''});
    symlinkSync('../real', join(cwd, 'f/link'));
    symlinkSync('../f', join(cwd, 'real/back'));

    expect(await summary(['f'])).toMatchObject({inputs: ['config f/link/etcd.yaml'], findings: []});
  });

  it.each([
    ['holds nothing', {}, ['input-nothing error f']],
    ['holds nothing of etcd', {'f/a': 'hello\n'}, ['input-nothing error f']],
    ['holds something', {'f/a': ENV}, []],
  ])('%s', async (_, files, findings) => {
    mkdirSync(join(cwd, 'f'));
    write(files);

    expect(await summary(['f'])).toMatchObject({findings});
  });

  it('may hold what cannot be read', async () => {
    write({'f/a.yaml': CONFIG, 'f/secret.env': ENV});
    mkdirSync(join(cwd, 'f/private'));
    const denied = {kind: 'unreadable', why: 'permission denied'} as const;
    const files: Partial<InputFiles> = {
      read: async (path, options) => (path.endsWith('secret.env') ? denied : inputFiles.read(path, options)),
      entriesOf: async (path, max) => (path.endsWith('private') ? denied : inputFiles.entriesOf(path, max)),
    };

    expect(await summary(['f'], {files})).toEqual({
      inputs: ['config f/a.yaml'],
      findings: ['input-unreadable error f/private', 'input-unreadable warning f/secret.env'],
      skipped: 0,
    });
  });
});

describe('a file that was named', () => {
  it.each<[title: string, text: string | Uint8Array, rule: string | undefined]>([
    ['is empty', '', 'input-empty'],
    ['is blank', '\n \n', 'input-empty'],
    ['is binary', Uint8Array.of(1, 0), 'input-binary'],
    ['is something else', 'hello\n', 'input-unknown'],
    ['is a configuration of 5 MB', `${CONFIG}${'#\n'.repeat(2_500_000)}`, 'input-too-large'],
    ['is a configuration of 3 MB', `${CONFIG}# ${'x'.repeat(3_000_000)}\n`, undefined],
  ])('%s', async (_, text, rule) => {
    write({x: text});

    expect(await summary(['x'])).toMatchObject({findings: rule === undefined ? [] : [`${rule} error x`]});
  });

  it.each<[title: string, make: () => string, rule: string]>([
    ['is not there', () => 'none', 'input-absent'],
    ['is a device', () => '/dev/zero', 'input-not-a-file'],
    ['is a FIFO', () => (execFileSync('mkfifo', [join(cwd, 'fifo')]), 'fifo'), 'input-not-a-file'],
    ['is a link to nothing', () => (symlinkSync('none', join(cwd, 'l')), 'l'), 'input-absent'],
    ['is a link to itself', () => (symlinkSync('l', join(cwd, 'l')), 'l'), 'input-unreadable'],
    [
      'is a terabyte',
      () => (write({x: CONFIG}), truncateSync(join(cwd, 'x'), 2 ** 40), 'x'),
      'input-too-large',
    ],
  ])('%s', async (_, make, rule) => {
    const path = make();

    expect(await summary([path])).toEqual({inputs: [], findings: [`${rule} error ${path}`], skipped: 0});
  });
});
