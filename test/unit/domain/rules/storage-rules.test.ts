import {describe, it} from 'vitest';

import {VALUE_RULES} from '../../../../src/lib/domain/rules/value-rules.js';
import {expectReports, type Said} from '../../../helpers/expect-reports.js';
import type {Start} from '../../../helpers/judge-launch.js';

describe('the database and the log', () => {
  it.each<[string, Start, Said[]]>([
    [
      'gibibytes for bytes',
      {words: ['--quota-backend-bytes=8']},
      [['quota-small', 'write --quota-backend-bytes=8589934592']],
    ],
    [
      'mebibytes for bytes',
      {config: 'quota-backend-bytes: 8192'},
      [['quota-small', 'write quota-backend-bytes: 8589934592']],
    ],
    ['16 MiB', {config: 'quota-backend-bytes: 16777216'}, []],
    ['16 GiB', {config: 'quota-backend-bytes: 17179869184'}, [['quota-large', '16.0 GiB', '8589934592']]],
    ['8 GiB', {config: 'quota-backend-bytes: 8589934592'}, []],
    ['no quota', {config: 'quota-backend-bytes: -1'}, []],
    ['the default quota', {config: 'quota-backend-bytes: 0'}, []],
    ['no fsync', {words: ['--unsafe-no-fsync']}, [['unsafe-no-fsync', 'a power cut']]],
    ['fsync', {words: ['--unsafe-no-fsync=false']}, []],
    ['a snapshot count of 0', {config: 'snapshot-count: 0'}, [['limit-zero', 'its default']]],
    ['no operations', {config: 'max-txn-ops: 0'}, [['limit-zero', 'no transaction']]],
    ['no requests', {config: 'max-request-bytes: 0'}, [['limit-zero', 'every write is refused']]],
    ['no limit of files', {config: 'max-wals: 0'}, []],
    ['large requests', {config: 'max-request-bytes: 104857600'}, [['request-large', '100.0 MiB']]],
  ])('%s', (_, start, expected) => expectReports(VALUE_RULES, start, expected));
});

describe('compaction', () => {
  it.each<[string, Start, Said[]]>([
    [
      'a day',
      {words: ['--auto-compaction-retention=1d']},
      [
        [
          'compaction-retention',
          'write --auto-compaction-retention=24h',
          'error parsing CompactionRetention: time: unknown unit "d" in duration "1d"',
        ],
      ],
    ],
    [
      'a fraction of an hour',
      {words: ['--auto-compaction-retention=1.5']},
      [['compaction-retention', 'write --auto-compaction-retention=1.5h', 'missing unit in duration "1.5"']],
    ],
    [
      'a word',
      {config: 'auto-compaction-mode: revision\nauto-compaction-retention: all'},
      [['compaction-retention']],
    ],
    ['hours, minutes, none', {words: ['--auto-compaction-retention=1']}, []],
    ['minutes', {words: ['--auto-compaction-retention=30m']}, []],
    ['none', {words: ['--auto-compaction-retention=']}, []],
    [
      'no mode in a file of 3.5',
      {config: 'auto-compaction-retention: "1"', version: '3.5.35'},
      [['compaction-without-mode', 'compacts nothing', 'add auto-compaction-mode: periodic']],
    ],
    [
      'no mode for a duration in a file of 3.4',
      {config: 'auto-compaction-retention: 1h', version: '3.4.45'},
      [['compaction-mode-missing', 'unsupported compaction mode']],
    ],
    ['no retention in a file of 3.5', {config: 'auto-compaction-retention: "0"', version: '3.5.35'}, []],
    ['no mode in a file of 3.6', {config: 'auto-compaction-retention: "1"', version: '3.6.16'}, []],
    ['no mode as flag', {words: ['--auto-compaction-retention=1'], version: '3.5.35'}, []],
    [
      'a mode alone',
      {config: 'auto-compaction-mode: revision'},
      [['compaction-off', 'add auto-compaction-retention: "10000"']],
    ],
    [
      'a mode that is turned off',
      {config: 'auto-compaction-mode: revision\nauto-compaction-retention: "0"'},
      [],
    ],
    [
      'a duration of revisions',
      {config: 'auto-compaction-mode: revision\nauto-compaction-retention: 1h'},
      [['compaction-revisions', 'keeps 3600000000000 revisions']],
    ],
    [
      'a negative duration',
      {words: ['--auto-compaction-retention=-1h']},
      [['compaction-revisions', 'less than nothing']],
    ],
    ['revisions', {config: 'auto-compaction-mode: revision\nauto-compaction-retention: "1000"'}, []],
    [
      'a v2 proxy has nothing to compact',
      {words: ['--proxy=on', '--auto-compaction-retention=x'], version: '3.4.45'},
      [],
    ],
    [
      'a mode that only the machine knows',
      {words: ['--auto-compaction-mode=$M', '--auto-compaction-retention=1h']},
      [],
    ],
  ])('%s', (_, start, expected) => expectReports(VALUE_RULES, start, expected));
});
