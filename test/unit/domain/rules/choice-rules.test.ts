import {describe, it} from 'vitest';

import {VALUE_RULES} from '../../../../src/lib/domain/rules/value-rules.js';
import {expectReports, type Said} from '../../../helpers/expect-reports.js';
import type {Start} from '../../../helpers/judge-launch.js';

describe('settings that know a few words', () => {
  it.each<[string, Start, Said[]]>([
    [
      'a state',
      {words: ['--initial-cluster-state=exist']},
      [
        [
          'value-choice',
          'must be new or existing',
          'invalid value "exist" for flag -initial-cluster-state: invalid value',
        ],
      ],
    ],
    [
      'a state as variable',
      {variables: [['ETCD_INITIAL_CLUSTER_STATE', 'nwe']]},
      [
        [
          'value-choice',
          'write ETCD_INITIAL_CLUSTER_STATE=new',
          'invalid value "nwe" for ETCD_INITIAL_CLUSTER_STATE',
        ],
      ],
    ],
    [
      'a state in a file',
      {config: 'initial-cluster-state: exisiting'},
      [['value-choice', 'write initial-cluster-state: existing', 'unexpected clusterState "exisiting"']],
    ],
    ['an empty state in a file', {config: 'initial-cluster-state: ""'}, []],
    ['an empty state', {words: ['--initial-cluster-state=']}, [['value-choice']]],
    [
      'a state beside a config file',
      {words: ['--config-file=etcd.yaml', '--initial-cluster-state=foo'], config: 'name: a'},
      [['value-choice', 'for flag -initial-cluster-state']],
    ],
    [
      'a fallback to a proxy that is gone',
      {words: ['--discovery-fallback=proxy']},
      [
        [
          'value-choice',
          'write --discovery-fallback=exit',
          'v2 proxy is deprecated, and --discovery-fallback',
        ],
      ],
    ],
    [
      'a fallback to a proxy beside a config file',
      {words: ['--config-file=etcd.yaml', '--discovery-fallback=proxy'], config: 'name: a'},
      [],
    ],
    ['a fallback to a proxy, to 3.5', {words: ['--discovery-fallback=proxy'], version: '3.5.35'}, []],
    [
      'a proxy',
      {words: ['--proxy=yes'], version: '3.5.35'},
      [['value-choice', 'for flag -proxy: invalid value']],
    ],
    [
      'a proxy in a file',
      {config: 'proxy: "yes"', version: '3.5.35'},
      [['value-choice', 'unexpected error setting up proxyFlag: invalid value']],
    ],
    ['an unquoted proxy in a file has a rule of its own', {config: 'proxy: off', version: '3.4.45'}, []],
    [
      'a stage of the v2 store',
      {words: ['--v2-deprecation=not-yet'], version: '3.6.16'},
      [
        ['value-choice', 'invalid value "not-yet" for flag -v2-deprecation: invalid value "not-yet"'],
        ['setting-deprecated'],
      ],
    ],
    [
      'a mode of compaction',
      {config: 'auto-compaction-mode: hourly\nauto-compaction-retention: "1"'},
      [['value-choice', 'unknown auto-compaction-mode "hourly"']],
    ],
    [
      'no mode of compaction',
      {words: ['--auto-compaction-mode=', '--auto-compaction-retention=1']},
      [['value-choice', 'undefined auto-compaction-mode']],
    ],
    [
      'a logger that is gone',
      {words: ['--logger=capnslog']},
      [['value-choice', '--logger=capnslog is removed in v3.5']],
    ],
    ['the logger of 3.4', {words: ['--logger=capnslog'], version: '3.4.45'}, []],
    ['no such logger', {config: 'logger: ""'}, [['value-choice', 'unknown logger option ""']]],
    ['a level', {words: ['--log-level=verbose']}, [['value-choice', 'panic: unrecognized level: "verbose"']]],
    [
      'a level of 3.4 in capitals',
      {words: ['--log-level=INFO'], version: '3.4.45'},
      [['value-choice', 'write --log-level=info', 'panic: unknown level "INFO"']],
    ],
    ['levels in capitals', {words: ['--log-level=INFO'], version: '3.5.35'}, []],
    ['a longer word for a level', {words: ['--log-level=warning'], version: '3.6.16'}, [['value-choice']]],
    ['a longer word for a level, to 3.7', {words: ['--log-level=warning']}, []],
    ['a level that no guide names', {words: ['--log-level=dpanic'], version: '3.4.45'}, []],
    [
      'a format',
      {words: ['--log-format=text']},
      [['value-choice', 'unknown log format: text, supported values json, console']],
    ],
    [
      'a version of TLS',
      {words: ['--tls-min-version=1.2']},
      [
        [
          'value-choice',
          'write --tls-min-version=TLS1.2',
          'unexpected TLS version "1.2" (must be one of: TLS1.2, TLS1.3)',
        ],
      ],
    ],
    [
      'a version of TLS of a proxy',
      {words: ['grpc-proxy', 'start', '--tls-max-version=TLS1.1']},
      [['value-choice', 'tls-max-version is invalid: unexpected TLS version "TLS1.1"']],
    ],
    ['no highest version of TLS', {words: ['--tls-max-version=']}, []],
    ['what only the machine knows', {words: ['--log-level=$LEVEL']}, []],
    [
      'metrics',
      {config: 'metrics: all'},
      [['value-choice-ignored', 'takes it for basic', 'basic or extensive']],
    ],
    [
      'a freelist of 3.4',
      {words: ['--experimental-backend-bbolt-freelist-type=hash'], version: '3.4.45'},
      [['value-choice-ignored', 'takes it for array']],
    ],
  ])('%s', (_, start, expected) => expectReports(VALUE_RULES, start, expected));
});
