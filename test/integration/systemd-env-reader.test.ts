import {mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

import {execa} from 'execa';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';

import {readSystemdEnv} from '../../src/lib/domain/inputs/env-systemd.js';
import {envQuote} from '../../src/lib/domain/text/env-quote.js';

/**
 * Names of /etc/os-release, which systemd reads by the same function as an `EnvironmentFile=`, each with the specifier
 * by which systemd-tmpfiles writes its value into a file.
 */
const SPECIFIERS = {ID: '%o', VERSION_ID: '%w', VARIANT_ID: '%W', BUILD_ID: '%B'};
const NAMES = Object.keys(SPECIFIERS) as (keyof typeof SPECIFIERS)[];

/** What systemd makes of an env file that sets nothing but `NAMES`. */
async function askSystemd(text: string): Promise<string[]> {
  const dir = await mkdtemp(join(tmpdir(), 'etcdops-systemd-env-'));
  try {
    await mkdir(join(dir, 'etc'));
    await writeFile(join(dir, 'etc/os-release'), text);
    const lines = NAMES.map(name => `f+ /${name} - - - - <${SPECIFIERS[name]}>\n`);
    await execa('systemd-tmpfiles', ['--create', `--root=${dir}`, '-'], {input: lines.join('')});
    const values = await Promise.all(NAMES.map(name => readFile(join(dir, name), 'utf8')));
    return values.map(value => value.slice(1, -1));
  } finally {
    await rm(dir, {recursive: true});
  }
}

/** What a shell makes of it. */
async function askShell(text: string): Promise<string[]> {
  const script = `${text}printf '%s\\0' ${NAMES.map(name => `"$${name}"`).join(' ')}`;
  const {stdout} = await execa('sh', ['-c', script]);
  return stdout.split('\0').slice(0, -1);
}

function readHere(text: string): string[] {
  const {variables} = readSystemdEnv({file: 'etcd.env', path: '/w/etcd.env', text});
  return NAMES.map(name => variables.findLast(({variable}) => variable.name === name)?.variable.value ?? '');
}

function fileOf(values: readonly string[]): string {
  return NAMES.map((name, index) => `${name}=${values[index]}\n`).join('');
}

const LETTERS = ['a', 'Z', '0', '.', ' ', '\t', '\n', "'", '"', '\\', '$', '`', '#', ';', '!', '%', '=', '~'];
const MORE = [
  '*',
  '?',
  '&',
  '|',
  '<',
  '(',
  ')',
  '{',
  'é',
  '漢',
  '$HOME',
  '${ID}',
  '$(id)',
  '\\n',
  "'\\''",
  '%H',
];

/** Files of four values each, the same at every run. */
function sample(letters: readonly string[], maxLength: number): string[][] {
  const value = fc.array(fc.constantFrom(...letters), {maxLength}).map(pieces => pieces.join(''));
  return fc.sample(fc.array(value, {minLength: NAMES.length, maxLength: NAMES.length}), {
    numRuns: 150,
    seed: 4,
  });
}

describe('env files', () => {
  it('that etcdops writes are read equally by systemd, by sh and by etcdops, with 600 values', async () => {
    for (const values of sample([...LETTERS, ...MORE], 10)) {
      const text = fileOf(values.map(envQuote));

      expect(await askShell(text)).toEqual(values);
      expect(await askSystemd(text)).toEqual(values);
      expect(readHere(text)).toEqual(values);
    }
  });

  it('of others are read as systemd reads them, with 600 values', async () => {
    const texts = sample([...LETTERS, '\\\n', '\\"', "\\'", '\\$', '""', "''"], 12).map(fileOf);
    // A comment that ends with a backslash goes on in the next line up to systemd 253, and ends from 254 on.
    for (const text of texts.filter(one => !/^\s*[#;].*\\$/m.test(one))) {
      expect({text, values: readHere(text)}).toEqual({text, values: await askSystemd(text)});
    }
  });
});
