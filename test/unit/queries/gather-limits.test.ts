import {describe, expect, it} from 'vitest';

import type {FolderEntry, InputFiles} from '../../../src/lib/adapters/files/input-files.js';
import {
  MAX_BYTES,
  MAX_ENTRIES,
  MAX_FILE_BYTES,
  MAX_FILE_WORDS,
  MAX_FILES,
  MAX_WORDS,
} from '../../../src/lib/domain/inputs/input-findings.js';
import {gatherInputs} from '../../../src/lib/queries/gather-inputs.js';
import {strict} from '../../fakes/strict.js';

const ENV = 'ETCD_NAME=infra0\n';

/** A folder `/w/f` with so many files, each of so many bytes. */
function folderOf(count: number, {ending = 'env', size = ENV.length, fill = '\n'} = {}): InputFiles {
  const entries = Array.from({length: count}, (_, index): FolderEntry => {
    return {name: `${index}.${ending}`, kind: 'file'};
  });
  const text = Buffer.from(ENV.padEnd(size, fill));
  return strict<InputFiles>('inputFiles', {
    look: async path => ({kind: path === '/w/f' ? 'folder' : 'file', realPath: path}),
    async entriesOf(folder, max) {
      if (folder !== '/w/f') return {kind: 'entries', entries: []};
      return count > max ? {kind: 'too-many'} : {kind: 'entries', entries};
    },
    read: async () => ({kind: 'bytes', bytes: text}),
  });
}

async function gather(paths: readonly string[], inputFiles: InputFiles): Promise<unknown> {
  const {inputs, findings} = await gatherInputs({cwd: '/w', inputFiles}, {paths});
  return {inputs: inputs.length, findings: findings.map(({file, message}) => `${file}: ${message}`)};
}

describe('so much is read', () => {
  it.each<[title: string, files: InputFiles, inputs: number]>([
    ['entries of a folder', folderOf(MAX_ENTRIES, {ending: 'png'}), 0],
    ['files', folderOf(MAX_FILES), MAX_FILES],
  ])('%s', async (_, files, inputs) => {
    expect(await gather(['f'], files)).toMatchObject({inputs});
  });
});

describe('more is not, and then nothing is judged', () => {
  it.each<[title: string, files: InputFiles, finding: string]>([
    [
      'entries of a folder',
      folderOf(MAX_ENTRIES + 1, {ending: 'png'}),
      'f: there are more than 10000 files and folders to look at; nothing was judged',
    ],
    ['files', folderOf(MAX_FILES + 1), 'f: there are more than 2000 files to read; nothing was judged'],
    [
      'bytes',
      folderOf(MAX_BYTES / MAX_FILE_BYTES + 1, {size: MAX_FILE_BYTES}),
      'f: there are more than 64.0 MiB of configuration; nothing was judged',
    ],
  ])('%s', async (_, files, finding) => {
    expect(await gather(['a.env', 'f', 'b.env'], files)).toEqual({inputs: 0, findings: [finding]});
  });

  it('words', async () => {
    const size = 2 * MAX_FILE_WORDS;
    const files = {...folderOf(MAX_WORDS / MAX_FILE_WORDS + 1, {size, fill: ' a'})};

    expect(await gather(['f'], files)).toEqual({
      inputs: 0,
      findings: ['f: there are more than 250000 words of configuration; nothing was judged'],
    });
  });

  it('files that are named one by one', async () => {
    const names = Array.from({length: MAX_FILES + 2}, (_, index) => `${index}.env`);

    expect(await gather(names, folderOf(0))).toEqual({
      inputs: 0,
      findings: [`${MAX_FILES}.env: there are more than 2000 files to read; nothing was judged`],
    });
  });
});

it('leaves out one file that is too large, and judges the others', async () => {
  const large = Buffer.from(ENV + ' a'.repeat(MAX_FILE_WORDS));
  const small = folderOf(2);
  const files: InputFiles = {
    ...small,
    read: async (path, options) =>
      path === '/w/f/1.env' ? {kind: 'bytes', bytes: large} : small.read(path, options),
  };

  expect(await gather(['f'], files)).toEqual({
    inputs: 1,
    findings: ['f/1.env: it has more than 50000 words; it is not judged'],
  });
});
