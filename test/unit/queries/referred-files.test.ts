import {mkdirSync, symlinkSync, truncateSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';

import {beforeEach, describe, expect, it} from 'vitest';

import {inputFiles} from '../../../src/lib/adapters/files/input-files.js';
import {loadYaml} from '../../../src/lib/adapters/yaml/yaml.js';
import type {FileAnswer} from '../../../src/lib/domain/inputs/input.js';
import {MAX_FILE_WORDS, MAX_FILES} from '../../../src/lib/domain/inputs/input-findings.js';
import type {SourceText} from '../../../src/lib/domain/inputs/place.js';
import {ReferredFiles} from '../../../src/lib/queries/referred-files.js';
import {tempDir} from '../../helpers/temp-dir.js';

let cwd = '';

beforeEach(() => {
  cwd = tempDir('referred');
});

function write(name: string, text: string | Uint8Array = `# ${name}\n`): SourceText {
  const path = join(cwd, name);
  mkdirSync(dirname(path), {recursive: true});
  writeFileSync(path, text);
  return {file: name, path, text: text.toString()};
}

async function referred(...inputs: SourceText[]): Promise<ReferredFiles> {
  return new ReferredFiles({cwd, inputFiles}, await loadYaml(), inputs);
}

/** What a path comes to once everything is loaded: the name of the file, or the kind of answer. */
async function answer(
  files: ReferredFiles,
  source: SourceText,
  [path, from]: readonly [path: string, from?: string],
): Promise<string> {
  const ask = (): FileAnswer => files.contextFor(source).fileAt(path, from);
  if (ask().kind === 'unread') await files.load();
  const found = ask();
  return found.kind === 'text' ? found.source.file : found.kind;
}

describe('a file that an input names', () => {
  it('is looked for in the copy of a machine in which the input stands', async () => {
    const unit = write('copy/a/usr/lib/systemd/system/etcd.service');
    const own = write('copy/a/etc/none/etcd.env');
    const other = write('copy/b/etc/none/etcd.env');
    const files = await referred(unit, other, own);

    expect(await answer(files, unit, ['/etc/none/etcd.env'])).toBe(own.file);
    expect(await answer(files, unit, ['/etc/none/other.env'])).toBe('absent');
  });

  it('is read between two rounds, once', async () => {
    const unit = write('f/etcd.service');
    write('f/etcd.env', '\ufeffETCD_NAME=a\r\n');
    const files = await referred(unit);
    const {fileAt} = files.contextFor(unit);

    expect(fileAt('etcd.env')).toEqual({kind: 'unread'});
    expect(await files.load()).toBe(true);
    expect(fileAt('etcd.env')).toEqual({
      kind: 'text',
      source: {file: 'f/etcd.env', path: join(cwd, 'f/etcd.env'), text: 'ETCD_NAME=a\n'},
    });
    expect(await files.load()).toBe(false);
    expect(files.findings.map(({rule, file}) => `${rule} ${file}`)).toEqual([
      'input-byte-order-mark f/etcd.env',
      'input-line-ends f/etcd.env',
    ]);
  });

  it.each<[title: string, ask: readonly [path: string, from?: string], expected: string]>([
    ['beside the input', ['etcd.env'], 'f/etcd.env'],
    ['above it', ['../top.env'], 'top.env'],
    ['from another folder', ['etcd.env', 'sub'], 'f/sub/etcd.env'],
    ['from a folder of the machine, but kept beside the input', ['a.yaml', '/srv/none'], 'f/a.yaml'],
    ['by a path of the machine, but kept beside the input', ['/etc/none/a.yaml'], 'f/a.yaml'],
    ['by a path of the machine that nobody has', ['/etc/none/b.yaml'], 'absent'],
    ['that is kept beside the input, but was not named', ['/etc/none/etcd.env'], 'absent'],
    ['that is itself', ['/etc/none/etcd.service'], 'absent'],
    ['of nothing', ['/dev/null'], '/dev/null'],
    ['behind a link to an input', ['link.yaml'], 'f/a.yaml'],
    ['on another path of the machine', ['/proc/version'], '/proc/version'],
  ])('%s', async (_, ask, expected) => {
    const unit = write('f/etcd.service');
    const config = write('f/a.yaml');
    for (const name of ['f/etcd.env', 'f/sub/etcd.env', 'top.env', 'b.yaml']) write(name);
    symlinkSync('a.yaml', join(cwd, 'f/link.yaml'));

    expect(await answer(await referred(unit, config), unit, ask)).toBe(expected);
  });

  it('counts from the working directory where the input is standard input', async () => {
    write('etcd.yaml');
    const source = {file: '-', path: '-', text: ''};

    expect(await answer(await referred(source), source, ['etcd.yaml'])).toBe('etcd.yaml');
  });

  it.each<[title: string, make: (path: string) => void, why: string | undefined]>([
    ['is a folder', path => mkdirSync(path), 'it is no regular file'],
    ['is no text', path => writeFileSync(path, Uint8Array.of(0)), 'it is no text'],
    ['is a terabyte', path => (writeFileSync(path, ''), truncateSync(path, 2 ** 40)), 'it is too large'],
    ['is a link to itself', path => symlinkSync(path, path), 'it is a link that leads back to itself'],
    ['is not there', () => undefined, undefined],
  ])('%s', async (_, make, why) => {
    const unit = write('etcd.service');
    make(join(cwd, 'x'));
    const files = await referred(unit);

    expect(await answer(files, unit, ['x'])).toBe('absent');
    expect(files.findings.map(({rule, severity, file, message}) => [rule, severity, file, message])).toEqual(
      why === undefined
        ? []
        : [
            [
              'input-unread-reference',
              'warning',
              'etcd.service',
              `${join(cwd, 'x')} cannot be read, so its settings are not judged: ${why}`,
            ],
          ],
    );
  });
});

it('lists the files of a folder between two rounds', async () => {
  const unit = write('etcd.service');
  write('etcd.service.d/10-a.conf');
  write('etcd.service.d/sub/x');
  const files = await referred(unit);
  const {filesIn} = files.contextFor(unit);

  expect([filesIn('etcd.service.d'), filesIn('none')]).toEqual([[], []]);
  expect(await files.load()).toBe(true);
  expect([filesIn('etcd.service.d'), filesIn('none')]).toEqual([['10-a.conf'], []]);
  expect(await files.load()).toBe(false);
});

it('reads YAML once, however many rounds there are', async () => {
  const config = write('etcd.yaml', 'name: a\n');
  const files = await referred(config);

  expect(files.contextFor(config).yaml(config)).toBe(files.contextFor(config).yaml(config));
});

it('stops at more files than anybody refers to', async () => {
  const unit = write('etcd.service');
  const files = await referred(unit);
  const {fileAt} = files.contextFor(unit);
  for (let index = 0; index < MAX_FILES + 2; index++) fileAt(`/none/${index}`);

  await files.load();

  expect(fileAt(`/none/${MAX_FILES + 1}`).kind).toBe('absent');
  expect(files.findings.map(({message}) => message)).toEqual([
    '/none/2000 cannot be read, so its settings are not judged: too many files are referred to',
    '/none/2001 cannot be read, so its settings are not judged: too many files are referred to',
  ]);
});

it('stops at more text than anybody refers to', async () => {
  const unit = write('etcd.service');
  const names = ['0', '1', '2', '3', '4', 'one more', 'and one', 'large'];
  for (const name of names) write(name, 'a '.repeat(MAX_FILE_WORDS));
  write('large', 'a '.repeat(MAX_FILE_WORDS + 1));
  const files = await referred(unit);
  const {fileAt} = files.contextFor(unit);

  for (const name of names) {
    fileAt(name);
    await files.load();
  }

  expect(names.filter(name => fileAt(name).kind === 'absent')).toEqual(['one more', 'and one', 'large']);
  expect([...files.texts().keys()]).toEqual(['etcd.service', '0', '1', '2', '3', '4']);
  expect(files.findings.map(({message}) => message.replace(/^.*: /, ''))).toEqual([
    'there are more than 250000 words of configuration',
    'there are more than 250000 words of configuration',
    'there are more than 50000 words',
  ]);
});
