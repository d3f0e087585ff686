import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

import {execa} from 'execa';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';

import {
  readServiceEnvironment,
  type ServiceContext,
} from '../../src/lib/domain/inputs/systemd-environment.js';
import {readExecStart} from '../../src/lib/domain/inputs/systemd-exec.js';
import {readUnit} from '../../src/lib/domain/inputs/systemd-unit.js';

/** What systemd itself makes of a unit. */
interface Verdict {
  readonly commands: readonly (readonly string[])[];
  readonly environment: ReadonlyMap<string, string>;
  readonly isRefused: boolean;
}

const ESCAPED: Readonly<Record<string, string>> = {a: '\x07', b: '\b', t: '\t', n: '\n'};

/** The words of a line as systemd shows it, with quotes around those that need them. */
function shownWords(line: string): string[] {
  return [...line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(([, quoted, plain]) =>
    (quoted ?? plain ?? '').replace(/\\(.)/g, (_, escaped: string) => ESCAPED[escaped] ?? escaped),
  );
}

/** The last value of each name. */
function byName(assignments: readonly string[]): Map<string, string> {
  return new Map(assignments.map(text => [text.slice(0, text.indexOf('=')), text]));
}

async function askSystemd(text: string): Promise<Verdict> {
  const dir = await mkdtemp(join(tmpdir(), 'etcdops-systemd-'));
  try {
    const unit = join(dir, 'reader@one.service');
    await writeFile(unit, text);
    const {stdout, exitCode} = await execa(
      'systemd-analyze',
      ['verify', '--man=no', '--recursive-errors=no', unit],
      {env: {SYSTEMD_LOG_LEVEL: 'debug'}, reject: false, maxBuffer: 1e9},
    );
    const [, ours = ''] = stdout.split(/^\s*-> Unit /m);
    const linesOf = (title: string): string[] =>
      [...ours.matchAll(new RegExp(`^\\s*${title}: (.*)$`, 'gm'))].map(([, value = '']) => value);
    return {
      commands: linesOf('Command Line').map(shownWords),
      environment: byName(linesOf('Environment')),
      isRefused: exitCode !== 0,
    };
  } finally {
    await rm(dir, {recursive: true});
  }
}

const SOURCE = {file: 'reader@one.service', path: '/w/reader@one.service'};
const SERVICE: ServiceContext = {
  unit: {name: 'reader@one', prefix: 'reader', instance: 'one'},
  folder: '/w',
  context: {fileAt: path => ({kind: 'absent', path}), filesIn: () => [], yaml: () => []},
  report: () => undefined,
};

function readHere(text: string): Verdict {
  const refusals: string[] = [];
  const {lines} = readUnit({...SOURCE, text});
  const execs = lines.flatMap(({key, value}) =>
    key.text === 'ExecStart' && value !== undefined ? [value] : [],
  );
  const commands = execs.map(line =>
    readExecStart(line, {...SERVICE, report: ({rule}) => refusals.push(rule)}),
  );
  return {
    commands: commands.flat().map(({program, args}) => [program, ...args].map(word => word.text)),
    environment: byName(
      readServiceEnvironment(lines, SERVICE).variables.map(({name, value}) => `${name}=${value}`),
    ),
    isRefused: refusals.length > 0,
  };
}

/** What the readers of systemd and ours have to tell apart. */
const PIECES = [
  ...['a', '--name=', 'b', ' ', '  ', '\t', '"', "'", '""', "''", '\\', '\\\\', '\\"', "\\'", '\\s', '\\x41'],
  ...[
    '\\101',
    '\\u00e9',
    '\\q',
    '\\;',
    ';',
    ' ; ',
    ' \\; ',
    '$',
    '$$',
    '${A}',
    '$A',
    '%%',
    '%n',
    '%i',
    '%p',
    '%-',
  ],
  ...['#', '=', ',', '>', '\\\n', '\\\n# a comment\n', '\\\n  ; another\n', 'é', '漢'],
];
const texts = fc.array(fc.constantFrom(...PIECES), {maxLength: 12}).map(pieces => pieces.join(''));
/** With an end that does not take in the line behind it. */
const values = texts.map(text => `${text}z`).filter(text => !/\n\s*[#;][^\n]*$/.test(text));

/** A few hundred texts, the same at every run. */
function sample(count: number, keep: (text: string) => boolean): string[] {
  return fc
    .sample(values, {numRuns: count * 3, seed: 4})
    .filter(keep)
    .slice(0, count);
}

function isAccepted(value: string): boolean {
  return !readHere(`[Service]\nExecStart=/bin/echo ${value}\n`).isRefused;
}

describe('units are read as systemd reads them', () => {
  it('with the same words in 600 commands', async () => {
    const lines = sample(600, isAccepted).map(value => `ExecStart=/bin/echo ${value}`);
    const text = ['[Service]', 'Type=oneshot', ...lines, ''].join('\n');

    const expected = await askSystemd(text);

    expect(expected.commands.length).toBeGreaterThanOrEqual(500);
    expect(readHere(text).commands).toEqual(expected.commands);
  });

  it('with the same variables from 600 lines', async () => {
    const lines = sample(600, () => true).map((value, at) => `Environment=A${at}=${value}`);
    const text = ['[Service]', 'ExecStart=/bin/true', ...lines, ''].join('\n');

    const expected = await askSystemd(text);

    expect(expected.environment.size).toBeGreaterThanOrEqual(300);
    expect(readHere(text).environment).toEqual(expected.environment);
  });

  // A variable for a program is found only when the service starts.
  it('with the same refusals', async () => {
    const refused = [
      ...sample(20, value => !value.includes('$') && !isAccepted(value)).map(value => `/bin/echo ${value}`),
      ...[
        './etcd',
        'bin/etcd',
        '${DIR}/etcd',
        '/opt/etcd/',
        "/opt/it's/etcd",
        '/bin/echo %2F',
        '/bin/echo "a',
      ],
    ];
    const accepted = ['etcd', '-@/bin/echo a b', '/opt/my etcd/etcd', '"/bin/echo" 50%', '!!+/bin/echo'];
    for (const [line, isRefused] of [
      ...refused.map(line => [line, true] as const),
      ...accepted.map(line => [line, line.startsWith('!!+')] as const),
    ]) {
      const text = `[Service]\nType=oneshot\nExecStart=${line}\n`;
      const {commands} = await askSystemd(text);

      expect([line, commands.length === 0]).toEqual([line, isRefused]);
      expect([line, readHere(text).isRefused]).toEqual([line, isRefused]);
    }
  });
});
