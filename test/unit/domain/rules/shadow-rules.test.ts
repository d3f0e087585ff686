import {describe, it} from 'vitest';

import {SOURCE_RULES} from '../../../../src/lib/domain/rules/source-rules.js';
import {expectReports, type Said} from '../../../helpers/expect-reports.js';
import type {Start} from '../../../helpers/judge-launch.js';

describe('values without effect', () => {
  it.each<[string, Start, Said[]]>([
    [
      'a variable beside its flag',
      {words: ['--name=a'], variables: [['ETCD_NAME', 'a']]},
      [['variable-beside-flag', 'run.sh:1', 'conflicting environment variable is shadowed']],
    ],
    [
      'a variable beside its flag, to 3.4',
      {words: ['--name=a'], variables: [['ETCD_NAME', '']], version: '3.4.45'},
      [['variable-beside-flag', 'conflicting environment variable "ETCD_NAME" is shadowed']],
    ],
    [
      'flags and variables beside a config file, one finding each',
      {
        words: ['--config-file=etcd.yaml', '--name=b', '--election-timeout=1500', '--heartbeat-interval=150'],
        variables: [
          ['ETCD_NAME', 'c'],
          ['ETCD_DATA_DIR', '/d'],
        ],
        config: 'name: a\nelection-timeout: 1000\n',
      },
      [
        [
          'config-file-alone',
          '--name "b"',
          'the file says "a"',
          '--election-timeout and --heartbeat-interval',
        ],
        ['config-file-alone', 'ETCD_NAME "c"', 'nor has ETCD_DATA_DIR'],
      ],
    ],
    [
      'the same beside a config file',
      {
        words: ['--config-file=etcd.yaml', '--name=a', '--pre-vote=T', '--grpc-keepalive-min-time=5s'],
        config: 'name: a\npre-vote: yes\ngrpc-keepalive-min-time: 5000000000\n',
      },
      [],
    ],
    ['a config file alone', {words: ['--config-file=etcd.yaml'], config: 'name: a\n'}, []],
    [
      'a flag twice',
      {words: ['--listen-client-urls=http://h:1', '--listen-client-urls=http://i:1']},
      [['setting-repeated', 'write both into one: http://h:1,http://i:1', 'run.sh:1 says "http://i:1"']],
    ],
    ['a flag twice with one value', {words: ['--name=a', '--name=a', '--pre-vote', '--pre-vote=1']}, []],
    [
      'a key twice',
      {config: 'name: a\nname: b\n'},
      [['setting-repeated', 'name "a" has no effect', 'etcd.yaml:2 says "b"']],
    ],
    [
      'a variable twice in one file',
      {
        variables: [
          ['ETCD_NAME', 'a'],
          ['ETCD_NAME', 'b'],
        ],
      },
      [['setting-repeated', 'etcd.env:2 says "b"']],
    ],
    [
      'endpoints of a gateway add up',
      {words: ['gateway', 'start', '--endpoints=h:1', '--endpoints=i:1']},
      [],
    ],
  ])('%s', (_, start, expected) => expectReports(SOURCE_RULES, start, expected));
});
