import {describe, expect, it} from 'vitest';

import type {ProcessRole} from '../../../../src/lib/domain/process/etcd-process.js';
import {parseFlags} from '../../../../src/lib/domain/process/parse-flags.js';
import {readVariables} from '../../../../src/lib/domain/process/read-variables.js';
import {variablesOf, wordsOf} from '../../../helpers/launch-of.js';

interface Row {
  readonly variables: readonly (readonly [string, string])[];
  readonly flags?: readonly string[];
  readonly role?: ProcessRole;
  readonly version?: string;
  readonly values?: Readonly<Record<string, string>>;
  readonly ignored?: readonly (readonly [name: string, why: string])[];
  readonly problems?: readonly string[];
}

describe('the variables of etcd', () => {
  it.each<[string, Row]>([
    ['a flag in capitals', {variables: [['ETCD_DATA_DIR', '/d']], values: {'data-dir': '/d'}}],
    [
      'the last of a name',
      {
        variables: [
          ['ETCD_NAME', 'a'],
          ['ETCD_NAME', 'b'],
        ],
        values: {name: 'b'},
        ignored: [['ETCD_NAME', 'repeated']],
      },
    ],
    ['an empty one is none', {variables: [['ETCD_NAME', '']], ignored: [['ETCD_NAME', 'empty']]}],
    ['one that only the machine knows', {variables: [['ETCD_NAME', '$HOST']], values: {name: '$HOST'}}],
    ['lower case is nothing of etcd', {variables: [['etcd_name', 'a']]}],
    [
      'those of others are nothing',
      {
        variables: [
          ['PATH', '/bin'],
          ['ETCDCTL_API', '3'],
        ],
      },
    ],
    ['no flag', {variables: [['ETCD_NMAE', 'a']], ignored: [['ETCD_NMAE', 'unknown-variable']]}],
    ['a hyphen', {variables: [['ETCD_DATA-DIR', 'a']], ignored: [['ETCD_DATA-DIR', 'unknown-variable']]}],
    [
      'a flag of another version',
      {
        variables: [['ETCD_ENABLE_V2', 'true']],
        ignored: [['ETCD_ENABLE_V2', 'unknown-variable']],
      },
    ],
    [
      'a flag of this version',
      {
        variables: [['ETCD_ENABLE_V2', 'true']],
        version: '3.5.35',
        values: {'enable-v2': 'true'},
      },
    ],
    ['beside its flag', {variables: [['ETCD_NAME', 'a']], flags: ['--name=a'], problems: ['ETCD_NAME']}],
    ['empty beside its flag', {variables: [['ETCD_NAME', '']], flags: ['--name=a'], problems: ['ETCD_NAME']}],
    [
      'beside another flag',
      {
        variables: [['ETCD_NAME', 'a']],
        flags: ['--data-dir=/d'],
        values: {name: 'a'},
      },
    ],
    [
      'what etcd reads beside its flags',
      {
        variables: [
          ['ETCD_UNSUPPORTED_ARCH', 'arm64'],
          ['ETCD_VERSION', '3.4'],
        ],
      },
    ],
    [
      'a name of etcd 0.4 is dropped',
      {variables: [['ETCD_CONFIG', '/e.yaml']], ignored: [['ETCD_CONFIG', 'dropped-flag']]},
    ],
    [
      'a gateway reads none',
      {
        variables: [['ETCD_LISTEN_ADDR', 'h:1']],
        role: 'gateway',
        ignored: [['ETCD_LISTEN_ADDR', 'not-read-by-role']],
      },
    ],
    [
      'etcdctl has a prefix of its own',
      {
        variables: [
          ['ETCDCTL_ENDPOINTS', 'h:1'],
          ['ETCD_NAME', 'a'],
        ],
        role: 'etcdctl',
        values: {endpoints: 'h:1'},
      },
    ],
  ])('%s', (_, {variables, flags = [], role = 'member', version = '3.7.3', ...expected}) => {
    const parsed = parseFlags(wordsOf(flags), role, version);

    const {values, ignored, problems} = readVariables(variablesOf(variables), parsed.values, {role, version});

    expect({
      values: Object.fromEntries([...values].map(([name, {value}]) => [name, value])),
      ignored: ignored.map(({assignment, why}) => [assignment.written, why]),
      problems: problems.map(({argument}) => argument),
    }).toEqual({values: {}, ignored: [], problems: [], ...expected});
  });
});
