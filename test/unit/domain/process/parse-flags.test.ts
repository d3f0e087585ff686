import {describe, expect, it} from 'vitest';

import type {ProcessRole} from '../../../../src/lib/domain/process/etcd-process.js';
import {parseFlags} from '../../../../src/lib/domain/process/parse-flags.js';
import {wordsOf} from '../../../helpers/launch-of.js';

/** A line of the table: the words, what they set, and what is wrong with them. */
interface Row {
  readonly words: readonly string[];
  readonly values?: Readonly<Record<string, string>>;
  readonly problems?: readonly (readonly [kind: string, argument: string])[];
  readonly version?: string;
  readonly role?: ProcessRole;
}

function parse({words, version = '3.7.3', role = 'member'}: Row) {
  return parseFlags(wordsOf(words), role, version);
}

function expectRow(row: Row): void {
  const {values, problems} = parse(row);

  expect({
    values: Object.fromEntries([...values].map(([name, {value}]) => [name, value])),
    problems: problems.map(({kind, argument}) => [kind, argument]),
  }).toEqual({values: row.values ?? {}, problems: row.problems ?? []});
}

describe('the flags of etcd as Go reads them', () => {
  it.each<[string, Row]>([
    ['value behind =', {words: ['--name=a'], values: {name: 'a'}}],
    ['value as the next word', {words: ['--name', 'a'], values: {name: 'a'}}],
    ['one dash', {words: ['-name', 'a'], values: {name: 'a'}}],
    [
      '= in the value',
      {words: ['--initial-cluster=a=http://h:1'], values: {'initial-cluster': 'a=http://h:1'}},
    ],
    ['empty value', {words: ['--initial-cluster='], values: {'initial-cluster': ''}}],
    ['line breaks in the value', {words: ['--name=a\nb'], values: {name: 'a\nb'}}],
    ['a switch', {words: ['--pre-vote', '--name=a'], values: {'pre-vote': 'true', name: 'a'}}],
    ['a switch turned off', {words: ['--pre-vote=F'], values: {'pre-vote': 'F'}}],
    ['the last of several', {words: ['--name=a', '--name', 'b'], values: {name: 'b'}}],
    ['a flag as a value', {words: ['--name', '--pre-vote'], values: {name: '--pre-vote'}}],
    ['two dashes at the end', {words: ['--name=a', '--'], values: {name: 'a'}}],
    ['names of etcd 0.4', {words: ['-vv', '--snapshot', '--force=1', '--name=a'], values: {name: 'a'}}],
    ['--version turned off', {words: ['--version=false', '--name=a'], values: {name: 'a'}}],
    ['variables of flags', {words: ['$FLAGS', '--name=a'], values: {name: 'a'}}],
    ['a flag whose name nobody knows', {words: ['--$FLAG=1', '--name=a'], values: {name: 'a'}}],
  ])('%s', (_, row) => expectRow(row));

  it.each<[string, Row]>([
    [
      'no such flag, and what follows is its value',
      {words: ['--nmae', 'b', '--name=a'], values: {name: 'a'}, problems: [['unknown-flag', '--nmae']]},
    ],
    [
      'no such flag, and a flag follows',
      {words: ['--foo', '--name=a'], values: {name: 'a'}, problems: [['unknown-flag', '--foo']]},
    ],
    [
      'a switch of another version takes no value along',
      {
        words: ['--enable-v2', 'x'],
        problems: [
          ['unknown-flag', '--enable-v2'],
          ['no-flag', 'x'],
        ],
      },
    ],
    [
      'a flag of another version',
      {words: ['--discovery', 'http://h:1/t'], problems: [['unknown-flag', '--discovery']]},
    ],
    ['another case', {words: ['--Name=a'], problems: [['unknown-flag', '--Name=a']]}],
    ['no value', {words: ['--name'], problems: [['no-value', '--name']]}],
    [
      'a bad switch',
      {words: ['--pre-vote=yes'], values: {'pre-vote': 'yes'}, problems: [['bad-boolean', '--pre-vote=yes']]},
    ],
    [
      'a switch whose value only the machine knows',
      {words: ['--pre-vote=$X'], values: {'pre-vote': '$X'}, problems: []},
    ],
    [
      'the first word that is no flag ends it',
      {
        words: ['--pre-vote', 'false', '--foo'],
        values: {'pre-vote': 'true'},
        problems: [['no-flag', 'false']],
      },
    ],
    ['a typographic dash', {words: ['–name', 'a'], problems: [['no-flag', '–name']]}],
    ['a lone dash', {words: ['-', '--foo'], problems: [['no-flag', '-']]}],
    ['an empty word', {words: ['', '--foo'], problems: [['no-flag', '']]}],
    ['three dashes', {words: ['---name=a', '--foo'], problems: [['bad-syntax', '---name=a']]}],
    ['no name', {words: ['--=a'], problems: [['bad-syntax', '--=a']]}],
    ['a flag behind two dashes', {words: ['--', '--foo'], problems: [['no-flag', '--foo']]}],
    ['a name of etcd 0.4 takes no value', {words: ['--force', '1'], problems: [['no-flag', '1']]}],
  ])('refused: %s', (_, row) => expectRow(row));

  it.each<[version: string, flag: string, isKnown: boolean]>([
    ['3.4.24', '--tls-min-version=TLS1.2', false],
    ['3.4.25', '--tls-min-version=TLS1.2', true],
    ['3.5.7', '--tls-min-version=TLS1.2', false],
    ['3.5.35', '--enable-v2', true],
    ['3.6.0', '--enable-v2', false],
    ['3.5.35', '--feature-gates=A=true', false],
    ['3.6.0', '--feature-gates=A=true', true],
    ['3.6.16', '--experimental-corrupt-check-time=1h', true],
    ['3.7.0', '--experimental-corrupt-check-time=1h', false],
  ])('etcd %s and %s', (version, flag, isKnown) => {
    expect(parse({words: [flag], version}).problems.length === 0).toBe(isKnown);
  });

  it.each([
    [['--version'], true],
    [['--version=true', '--name=a'], true],
    [['--version=0'], false],
    [['--name=a', '--help'], true],
    [['-h'], true],
    [['--name', '--version'], false],
  ])('%j only prints: %s', (words, prints) => {
    expect(parse({words}).onlyPrints).toBe(prints);
  });

  it('knows where a value stands', () => {
    const {values} = parse({words: ['--name=a', '--data-dir', '/d', '--pre-vote']});

    expect([...values.values()].map(({place}) => [place.column, place.length])).toEqual([
      [8, 1],
      [21, 2],
      [24, 10],
    ]);
  });

  it('names what a repeated flag loses, and the flag before a stray word', () => {
    const {ignored, problems} = parse({words: ['--name=a', '--name=b', '--pre-vote', 'false']});

    expect(ignored.map(({assignment, why, by}) => [assignment.value, why, by?.value])).toEqual([
      ['a', 'repeated', 'b'],
    ]);
    expect(problems[0]?.other?.written).toBe('--pre-vote');
  });

  it('adds gates up', () => {
    const {values} = parse({
      words: ['--feature-gates=A=true', '--feature-gates', 'B=false'],
      version: '3.6.0',
    });

    expect(values.get('feature-gates')?.value).toBe('A=true,B=false');
  });
});

describe('the flags of the proxies as pflag reads them', () => {
  it.each<[string, Row]>([
    [
      'words that are no flags are no end',
      {
        words: ['--insecure-discovery', 'false', '--listen-addr=h:1'],
        values: {'insecure-discovery': 'true', 'listen-addr': 'h:1'},
        problems: [['no-flag', 'false']],
      },
    ],
    ['lists add up', {words: ['--endpoints=a:1', '--endpoints', 'b:2'], values: {endpoints: 'a:1,b:2'}}],
    [
      'one dash is a row of letters',
      {words: ['-listen-addr=h:1'], problems: [['bad-syntax', '-listen-addr=h:1']]},
    ],
    ['flags of the server', {words: ['--name=a'], problems: [['unknown-flag', '--name=a']]}],
    ['what stands behind two dashes is nothing', {words: ['--', '--foo']}],
    ['--version', {words: ['--version'], problems: [['unknown-flag', '--version']]}],
  ])('%s', (_, row) => expectRow({role: 'gateway', ...row}));
});

describe('the flags of etcdctl', () => {
  it.each<[string, Row]>([
    [
      'commands and their arguments',
      {words: ['put', 'a', 'b', '--endpoints=h:1'], values: {endpoints: 'h:1'}},
    ],
    ['flags of its commands', {words: ['get', '--prefix', '-w', 'table', '--limit=5', 'a']}],
    ['flags of the v2 API', {words: ['--peers=h:1', 'ls'], problems: [['unknown-flag', '--peers=h:1']]}],
  ])('%s', (_, row) => expectRow({role: 'etcdctl', ...row}));
});

describe('hostile words', () => {
  it.each([
    ['names of JavaScript', ['--constructor=1', '--__proto__', '--toString']],
    ['a megabyte', [`--${'x'.repeat(1_000_000)}`, `--name=${'='.repeat(1_000_000)}`]],
    ['control characters', ['\u0000', '--\u001b[31m=1']],
    ['ten thousand words', Array.from({length: 10_000}, () => '--name=a')],
  ])('%s', (_, words) => {
    for (const role of ['member', 'gateway', 'grpc-proxy', 'etcdctl'] as const)
      expect(() => parse({words, role})).not.toThrow();
  });
});
