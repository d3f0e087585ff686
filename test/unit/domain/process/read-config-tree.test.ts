import {describe, expect, it} from 'vitest';

import type {EtcdProcess} from '../../../../src/lib/domain/process/etcd-process.js';
import {judgeFiles} from '../../../helpers/judge-files.js';

async function read(text: string, version = '3.7.3'): Promise<EtcdProcess> {
  const {processes} = await judgeFiles({'etcd.yaml': text}, {version, kind: 'config'});
  return processes[0]!;
}

interface Row {
  readonly text: string;
  readonly version?: string;
  readonly values?: Readonly<Record<string, string>>;
  readonly ignored?: readonly (readonly [written: string, why: string])[];
  readonly misshapen?: readonly string[];
  readonly empty?: readonly string[];
}

describe('the keys of a config file', () => {
  it.each<[string, Row]>([
    ['case does not count', {text: 'Data-Dir: /d', values: {'data-dir': '/d'}}],
    ['a list is a list with commas', {text: 'cipher-suites: [A, B]', values: {'cipher-suites': 'A,B'}}],
    ['numbers of YAML 1.1', {text: 'election-timeout: 01750', values: {'election-timeout': '1000'}}],
    [
      'the last of a key',
      {
        text: 'name: a\nname: b',
        values: {name: 'b'},
        ignored: [['name', 'repeated']],
      },
    ],
    [
      'of two spellings the small letters, in one order',
      {
        text: 'name: a\nNAME: b',
        values: {name: 'a'},
        ignored: [['NAME', 'repeated']],
      },
    ],
    [
      'of two spellings the small letters, in the other',
      {
        text: 'NAME: b\nname: a',
        values: {name: 'a'},
        ignored: [['NAME', 'repeated']],
      },
    ],
    [
      'nothing, where that is the last of a key',
      {text: 'name: a\nname:', empty: ['name'], ignored: [['name', 'repeated']]},
    ],
    ['no nothing over another spelling', {text: 'Name: a\nname:', values: {name: 'a'}, empty: ['name']}],
    [
      'the last of a block, and nothing of the one before',
      {
        text: 'client-transport-security: {cert-file: /c}\nclient-transport-security: {key-file: /k}',
        values: {'key-file': '/k'},
        ignored: [['client-transport-security.cert-file', 'repeated']],
      },
    ],
    [
      'both of two spellings of a block',
      {
        text: 'client-transport-security: {key-file: /k}\nClient-Transport-Security: {cert-file: /c, key-file: /l}',
        values: {'cert-file': '/c', 'key-file': '/k'},
        ignored: [['Client-Transport-Security.key-file', 'repeated']],
      },
    ],
    [
      'own keys behind merged ones, as they are meant',
      {text: 'x: &x {name: a}\n<<: *x\nname: b', values: {name: 'b'}, ignored: [['x', 'unknown-key']]},
    ],
    [
      'merged keys behind own ones, which lose',
      {
        text: 'x: &x {name: a}\nname: b\n<<: *x',
        values: {name: 'a'},
        ignored: [
          ['x', 'unknown-key'],
          ['name', 'repeated'],
        ],
      },
    ],
    ['nothing is no value', {text: 'name:\nlog-level: ~', empty: ['name', 'log-level']}],
    [
      'blocks',
      {
        text: 'client-transport-security: {cert-file: /c, Auto-TLS: true}',
        values: {'cert-file': '/c', 'auto-tls': 'true'},
      },
    ],
    [
      'blocks in blocks',
      {
        text: 'discovery-config: {client: {secure: {cert: /c}}}',
        values: {'discovery-cert': '/c'},
      },
    ],
    [
      'blocks of a later version',
      {
        text: 'discovery-config: {token: a}',
        version: '3.5.35',
        ignored: [['discovery-config', 'unknown-key']],
      },
    ],
    [
      'flag names that are no keys',
      {
        text: 'cert-file: /c\nclient-crl-file: /l',
        ignored: [
          ['cert-file', 'unknown-key'],
          ['client-crl-file', 'unknown-key'],
        ],
      },
    ],
    [
      'a value for a block',
      {
        text: 'peer-transport-security: true',
        misshapen: ['peer-transport-security'],
      },
    ],
    ['a block for a value', {text: 'feature-gates: {A: true}', misshapen: ['feature-gates']}],
    ['an empty block', {text: 'peer-transport-security:', empty: ['peer-transport-security']}],
    [
      'keys of a version',
      {
        text: 'experimental-corrupt-check-time: 1',
        ignored: [['experimental-corrupt-check-time', 'unknown-key']],
      },
    ],
    [
      'keys of an older version',
      {
        text: 'experimental-corrupt-check-time: 1',
        version: '3.6.16',
        values: {'experimental-corrupt-check-time': '1'},
      },
    ],
    [
      'names of JavaScript',
      {
        text: 'constructor: 1\n__proto__: 2',
        ignored: [
          ['constructor', 'unknown-key'],
          ['__proto__', 'unknown-key'],
        ],
      },
    ],
    ['an empty file', {text: '# nothing'}],
  ])('%s', async (_, {text, version, values = {}, ignored = [], misshapen = [], empty = []}) => {
    const process = await read(text, version);

    expect({
      values: Object.fromEntries([...process.values].map(([name, {value}]) => [name, value])),
      ignored: process.ignored.map(({assignment, why}) => [assignment.written, why]),
      misshapen: process.configFile?.misshapen.map(({written}) => written),
      empty: process.configFile?.empty.map(({written}) => written),
    }).toEqual({values, ignored, misshapen, empty});
  });

  it.each([
    ['a list', '- a', true],
    ['a text', 'name', true],
    ['nothing', '~', false],
    ['keys', 'name: a', false],
  ])('%s at the root is no keys: %s', async (_, text, isWrong) => {
    const {configFile, isIncomplete} = await read(text);

    expect({isWrong: configFile?.notKeys !== undefined, isIncomplete}).toEqual({
      isWrong,
      isIncomplete: isWrong,
    });
  });

  it('a second document is never read', async () => {
    const {configFile, values} = await read('name: a\n---\nname: b\n');

    expect(configFile?.furtherDocument?.line).toBe(3);
    expect(values.get('name')?.value).toBe('a');
  });

  it('nothing of a file counts that is no YAML', async () => {
    const {configFile, values, isIncomplete} = await read('name: a\n\tdata-dir: x\n');

    expect(configFile?.problems[0]?.place.line).toBe(2);
    expect({count: values.size, isIncomplete}).toEqual({count: 0, isIncomplete: true});
  });
});
