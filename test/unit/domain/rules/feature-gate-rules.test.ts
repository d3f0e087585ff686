import {describe, it} from 'vitest';

import {VALUE_RULES} from '../../../../src/lib/domain/rules/value-rules.js';
import {expectReports, type Said} from '../../../helpers/expect-reports.js';
import type {Start} from '../../../helpers/judge-launch.js';

describe('feature gates', () => {
  it.each<[string, Start, Said[]]>([
    [
      'no such gate',
      {words: ['--feature-gates=Foo=true']},
      [
        [
          'feature-gate-unknown',
          'invalid value "Foo=true" for flag -feature-gates: unrecognized feature gate: Foo',
        ],
      ],
    ],
    [
      'another case',
      {config: 'feature-gates: initialcorruptcheck=true'},
      [['feature-gate-unknown', 'did you mean InitialCorruptCheck?']],
    ],
    [
      'checkpoints of 3.4 that are not kept',
      {words: ['--experimental-enable-lease-checkpoint'], version: '3.4.23'},
      [['lease-checkpoint-crash', 'or set logger to zap', 'nil pointer dereference']],
    ],
    [
      'checkpoints of 3.4 with the new logger',
      {words: ['--experimental-enable-lease-checkpoint', '--logger=zap'], version: '3.4.23'},
      [],
    ],
    [
      'checkpoints of 3.4 before they could be kept',
      {config: 'experimental-enable-lease-checkpoint: true', version: '3.4.19'},
      [],
    ],
    ['checkpoints of 3.5', {config: 'experimental-enable-lease-checkpoint: true', version: '3.5.35'}, []],
    [
      'a gate of a later version',
      {config: 'feature-gates: PriorityRequest=true', version: '3.6.16'},
      [['feature-gate-unknown', 'it is in 3.7.0 and later', 'unrecognized feature gate: PriorityRequest']],
    ],
    [
      'no value',
      {variables: [['ETCD_FEATURE_GATES', 'LeaseCheckpoint']]},
      [
        [
          'feature-gate-syntax',
          'write LeaseCheckpoint=true',
          'invalid value "LeaseCheckpoint" for ETCD_FEATURE_GATES: missing bool value for LeaseCheckpoint',
        ],
      ],
    ],
    [
      'another value',
      {config: 'feature-gates: LeaseCheckpoint=yes'},
      [
        [
          'feature-gate-syntax',
          'invalid value of LeaseCheckpoint=yes, err: strconv.ParseBool: parsing "yes": invalid syntax',
        ],
      ],
    ],
    [
      'beside a config file',
      {words: ['--config-file=etcd.yaml', '--feature-gates=Foo=true'], config: 'name: a'},
      [['feature-gate-unknown']],
    ],
    [
      'spaces, an empty one, spellings of true',
      {config: 'feature-gates: "LeaseCheckpoint = T, AllAlpha=0,"'},
      [],
    ],
    ['none', {words: ['--feature-gates=']}, []],
    [
      'checkpoints kept and not made',
      {config: 'feature-gates: LeaseCheckpointPersist=true'},
      [['feature-gate-needs', 'enabling feature gate LeaseCheckpointPersist requires']],
    ],
    [
      'checkpoints kept and not made, to 3.5',
      {words: ['--experimental-enable-lease-checkpoint-persist'], version: '3.5.35'},
      [['feature-gate-needs', 'setting experimental-enable-lease-checkpoint-persist requires']],
    ],
    ['checkpoints with all others', {config: 'feature-gates: AllAlpha=true'}, []],
    [
      'checkpoints left out of all others',
      {config: 'feature-gates: AllAlpha=true,LeaseCheckpoint=false'},
      [['feature-gate-needs']],
    ],
    ['checkpoints', {config: 'feature-gates: LeaseCheckpointPersist=true,LeaseCheckpoint=true'}, []],
  ])('%s', (_, start, expected) => expectReports(VALUE_RULES, start, expected));
});

describe('old and new names', () => {
  it.each<[string, Start, Said[]]>([
    [
      'both',
      {words: ['--experimental-corrupt-check-time=1h', '--corrupt-check-time=1h'], version: '3.6.16'},
      [
        [
          'setting-old-and-new',
          'cannot set --experimental-corrupt-check-time and --corrupt-check-time at the same time',
        ],
        ['setting-deprecated'],
      ],
    ],
    [
      'both, one as a variable',
      {
        words: ['--compaction-batch-limit=5'],
        variables: [['ETCD_EXPERIMENTAL_COMPACTION_BATCH_LIMIT', '5']],
        version: '3.6.16',
      },
      [['setting-old-and-new'], ['setting-deprecated', 'write ETCD_COMPACTION_BATCH_LIMIT=5']],
    ],
    [
      'both, in other words',
      {
        words: ['--experimental-warning-unary-request-duration=1s', '--warning-unary-request-duration=1s'],
        version: '3.6.16',
      },
      [['setting-old-and-new', 'Use only --warning-unary-request-duration'], ['setting-deprecated']],
    ],
    [
      'both in a file, one of them in a block',
      {
        config:
          'experimental-peer-skip-client-san-verification: true\npeer-transport-security: {skip-client-san-verification: true}',
        version: '3.6.16',
      },
      [['setting-old-and-new'], ['setting-deprecated']],
    ],
    [
      'both in a file, one of them in capitals',
      {
        config: 'Experimental-corrupt-check-time: 3600000000000\ncorrupt-check-time: 3600000000000',
        version: '3.6.16',
      },
      [['setting-deprecated', 'write corrupt-check-time: 3600000000000']],
    ],
    [
      'a switch and its gate',
      {
        words: ['--experimental-initial-corrupt-check=true', '--feature-gates=InitialCorruptCheck=false'],
        version: '3.6.16',
      },
      [
        [
          'feature-gate-and-flag',
          'cannot specify both flags: --experimental-initial-corrupt-check=true and --feature-gates=InitialCorruptCheck=false',
        ],
        ['setting-deprecated', 'write --feature-gates=InitialCorruptCheck=true'],
      ],
    ],
    [
      'a switch of 3.5, where it has no other name',
      {words: ['--experimental-initial-corrupt-check'], version: '3.5.35'},
      [],
    ],
    ['the v2 API, which has no new name', {config: 'enable-v2: true', version: '3.5.35'}, []],
    ['snapshots', {config: 'max-snapshots: 5'}, [['setting-deprecated', 'remove it']]],
  ])('%s', (_, start, expected) => expectReports(VALUE_RULES, start, expected));
});
