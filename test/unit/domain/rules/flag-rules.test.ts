import {describe, it} from 'vitest';

import {SOURCE_RULES} from '../../../../src/lib/domain/rules/source-rules.js';
import {expectReports, type Said} from '../../../helpers/expect-reports.js';
import type {Start} from '../../../helpers/judge-launch.js';

describe('flags', () => {
  it.each<[string, Start, Said[]]>([
    [
      'a slip of the pen',
      {words: ['--listen-client-url=http://h:1']},
      [
        [
          'flag-unknown',
          'did you mean --listen-client-urls?',
          'flag provided but not defined: -listen-client-url',
        ],
      ],
    ],
    ['an underscore', {words: ['--data_dir=/d']}, [['flag-unknown', 'did you mean --data-dir?']]],
    [
      'a flag and its value as one word',
      {words: ["--listen-client-urls 'http://10.0.0.1:2379'"]},
      [['flag-unknown', 'write --listen-client-urls=http://10.0.0.1:2379']],
    ],
    [
      'a flag and its value with an equals sign, as one word',
      {words: ['--initial-cluster a=http://h:2380']},
      [['flag-unknown', 'write --initial-cluster=a=http://h:2380']],
    ],
    [
      'a switch and its value as one word',
      {words: ['--pre-vote true']},
      [['flag-unknown', 'write --pre-vote=true']],
    ],
    ['nothing near', {words: ['--colour=red']}, [['flag-unknown', 'etcd has no flag --colour\nremove it']]],
    ['a name of older guides', {words: ['--ca-file=/c']}, [['flag-unknown', '--trusted-ca-file']]],
    [
      'a flag of the server at a gateway',
      {words: ['gateway', 'start', '--name=a']},
      [['flag-unknown', 'a flag of etcd itself', 'unknown flag: --name']],
    ],
    [
      'a flag of etcdctl',
      {words: ['--insecure-skip-tls-verify']},
      [['flag-unknown', 'remove it: it is a flag of etcdctl']],
    ],
    [
      'renamed by 3.6, gone in 3.7',
      {words: ['--experimental-compaction-batch-limit=500']},
      [['flag-not-in-version', 'write --compaction-batch-limit=500', 'in versions before 3.7.0']],
    ],
    [
      'a feature gate since 3.6',
      {words: ['--experimental-initial-corrupt-check']},
      [['flag-not-in-version', 'write --feature-gates=InitialCorruptCheck=true']],
    ],
    [
      'a feature gate that was off',
      {words: ['--experimental-enable-lease-checkpoint=false']},
      [['flag-not-in-version', 'write --feature-gates=LeaseCheckpoint=false']],
    ],
    [
      'the new name in an old version',
      {words: ['--corrupt-check-time=1h'], version: '3.5.35'},
      [['flag-not-in-version', 'write --experimental-corrupt-check-time=1h']],
    ],
    [
      'a patch release too early',
      {words: ['--tls-min-version=TLS1.2'], version: '3.4.23'},
      [['flag-not-in-version', 'it is in 3.4.25 to before 3.5.0 and 3.5.8 and later']],
    ],
    [
      'the v2 proxy',
      {words: ['--proxy=on'], version: '3.6.16'},
      [['flag-not-in-version', 'etcd gateway start', 'stay on etcd 3.5']],
    ],
    [
      'no v2 proxy, in a version that has none',
      {words: ['--proxy=off'], version: '3.6.16'},
      [['flag-not-in-version', 'remove it: etcd 3.6 has no v2 proxy']],
    ],
    [
      'a value that is a word of its own',
      {words: ['--experimental-compaction-batch-limit', '500']},
      [['flag-not-in-version', 'write --compaction-batch-limit=500']],
    ],
    [
      'a flag in the place of its value',
      {words: ['--experimental-compaction-batch-limit', '--pre-vote']},
      [['flag-not-in-version', 'use --compaction-batch-limit instead']],
    ],
    [
      'v2 discovery',
      {words: ['--discovery', 'http://h:1/t']},
      [['flag-not-in-version', 'use --discovery-token instead']],
    ],
    [
      'no value',
      {words: ['--name=a', '--initial-cluster-token']},
      [['flag-without-value', 'flag needs an argument: -initial-cluster-token']],
    ],
    [
      'no value for a gateway',
      {words: ['gateway', 'start', '--listen-addr']},
      [['flag-without-value', 'flag needs an argument: --listen-addr']],
    ],
    [
      'the next flag for a value',
      {words: ['--name', '--data-dir=/d']},
      [['flag-takes-next-flag', '--name has no value', '"--data-dir=/d"']],
    ],
    ['a value that only looks so', {words: ['--name', '--a--']}, []],
    [
      'three dashes',
      {words: ['---name=a']},
      [['flag-syntax', 'write --name=a', 'bad flag syntax: ---name=a']],
    ],
    [
      'one dash for a gateway',
      {words: ['gateway', 'start', '-endpoints=h:1']},
      [['flag-syntax', 'write --endpoints=h:1', "unknown shorthand flag: 'e' in -endpoints=h:1"]],
    ],
    ['one dash for a member', {words: ['-name=a']}, []],
    ['etcdctl with flags of its commands', {words: ['etcdctl', 'get', '--prefix', '-w', 'json', 'a']}, []],
    [
      'a name of etcd 0.4',
      {words: ['--peer-election-timeout=5', '-v']},
      [
        ['flag-dropped', 'set election-timeout'],
        ['flag-dropped', 'set log-level'],
      ],
    ],
    [
      'a config file that is none',
      {words: ['--config=/etc/etcd.yaml']},
      [['config-file-misnamed', 'write --config-file=/etc/etcd.yaml']],
    ],
    [
      'a config file that is none, as a variable',
      {variables: [['ETCD_CONFIG', '/etc/etcd.yaml']]},
      [['config-file-misnamed', 'write ETCD_CONFIG_FILE=/etc/etcd.yaml']],
    ],
  ])('%s', (_, start, expected) => expectReports(SOURCE_RULES, start, expected));
});
