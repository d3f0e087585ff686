import {has} from '../etcd-version/capabilities.js';
import type {EtcdProcess} from '../process/etcd-process.js';
import {valueOf} from '../process/values.js';
import {readGoDuration, type GoDuration} from '../text/go-duration.js';
import {knownOf} from './assignments.js';
import {configFile} from './example-files.js';
import {isWhole} from './judged.js';
import type {ProcessRule, Report} from './rule.js';
import {newLine, rewritten, shown} from './wording.js';

/** What etcd makes of a retention: a bare number, a duration, or nothing. */
type Retention = {readonly count: number} | GoDuration;

function retentionOf(text: string): Retention {
  return /^\+?\d{1,18}$/.test(text) ? {count: Number(text)} : readGoDuration(text);
}

/** Retention and mode of a member; undefined where one of them is not known. */
function compactionOf(process: EtcdProcess): {mode: string; text: string; retention: Retention} | undefined {
  if (process.role !== 'member') return undefined;
  const given = ['auto-compaction-retention', 'auto-compaction-mode'].map(name => process.values.get(name));
  if (!isWhole(process) || given.some(assignment => assignment?.unresolved)) return undefined;
  const text = valueOf(process, 'auto-compaction-retention') ?? '0';
  const mode = valueOf(process, 'auto-compaction-mode') ?? '';
  return {mode, text, retention: retentionOf(text === '' ? '0' : text)};
}

function isOff(retention: Retention): boolean {
  return 'count' in retention
    ? retention.count === 0
    : 'nanoseconds' in retention && retention.nanoseconds === 0;
}

const badRetention: ProcessRule = {
  id: 'compaction-retention',
  severity: 'error',
  title: 'A retention that is neither a number nor a duration',
  why: 'Periodic compaction takes hours (`1`) or a duration with its unit (`30m`), compaction by revision a number. There are no days and no fractions of bare hours.',
  etcd: 'refuses',
  bad: {files: configFile('auto-compaction-mode: periodic', 'auto-compaction-retention: 1d')},
  good: {files: configFile('auto-compaction-mode: periodic', 'auto-compaction-retention: 24h')},
  check: process => {
    const given = knownOf(process, 'auto-compaction-retention');
    const retention = compactionOf(process)?.retention;
    if (given === undefined || retention === undefined || !('problem' in retention)) return [];
    const days = /^(\d{1,4})d$/.exec(given.value)?.[1];
    const hours = /^\d{1,6}\.\d{1,6}$/.test(given.value) ? `${given.value}h` : undefined;
    const meant = days === undefined ? hours : `${Number(days) * 24}h`;
    return [
      {
        place: given.place,
        message: `${given.written} is ${shown(given.value)}, neither a number nor a duration`,
        fix: 'write a number, or a duration such as 30m or 24h',
        ...(meant === undefined ? {} : rewritten(given, meant, process)),
        etcdSays: `error parsing CompactionRetention: ${retention.problem}`,
      },
    ];
  },
};

/** A retention that counts, without a mode: only a config file of 3.4 or 3.5 leaves it out. */
function withoutMode(process: EtcdProcess, wanted: 'count' | 'nanoseconds'): Report[] {
  const compaction = compactionOf(process);
  const given = knownOf(process, 'auto-compaction-retention');
  if (compaction === undefined || given === undefined || compaction.mode !== '') return [];
  // Later versions end at an empty mode, which is a matter of choices.
  if (has(process.version, 'compactionModeDefaultInConfigFile')) return [];
  const {retention} = compaction;
  if (!(wanted in retention) || isOff(retention)) return [];
  const base = {
    place: given.place,
    fix: `add ${newLine(process, 'auto-compaction-mode', 'periodic')}`,
  };
  const what = `${given.written} is ${shown(given.value)} without auto-compaction-mode`;
  return wanted === 'count'
    ? [{...base, message: `${what}: etcd ${process.version} compacts nothing`}]
    : [{...base, message: `${what}: etcd ${process.version} ends`, etcdSays: 'unsupported compaction mode'}];
}

const noMode: ProcessRule = {
  id: 'compaction-without-mode',
  severity: 'error',
  title: 'A retention without its mode in a config file of 3.4 or 3.5',
  why: 'As a flag the mode is periodic; a config file of 3.4 and 3.5 has no default for it. With a bare number etcd then compacts nothing and says nothing: the history grows until the quota is reached.',
  etcd: 'accepts',
  bad: {version: '3.5.35', files: configFile('auto-compaction-retention: "1"')},
  good: {
    version: '3.5.35',
    files: configFile('auto-compaction-mode: periodic', 'auto-compaction-retention: "1"'),
  },
  check: process => withoutMode(process, 'count'),
};

const noModeForDuration: ProcessRule = {
  id: 'compaction-mode-missing',
  severity: 'error',
  title: 'A duration for a retention without its mode in a config file of 3.4 or 3.5',
  why: 'As a flag the mode is periodic; a config file of 3.4 and 3.5 has no default for it, and etcd ends where the retention is a duration.',
  etcd: 'refuses',
  bad: {version: '3.5.35', files: configFile('auto-compaction-retention: 30m')},
  good: {
    version: '3.5.35',
    files: configFile('auto-compaction-mode: periodic', 'auto-compaction-retention: 30m'),
  },
  check: process => withoutMode(process, 'nanoseconds'),
};

const modeAlone: ProcessRule = {
  id: 'compaction-off',
  severity: 'warning',
  title: 'A mode of compaction without a retention',
  why: 'The retention is 0 by default, which turns compaction off. The history of all keys then grows until the quota is reached.',
  etcd: 'accepts',
  bad: {files: configFile('auto-compaction-mode: revision')},
  good: {files: configFile('auto-compaction-mode: revision', 'auto-compaction-retention: "10000"')},
  check: process => {
    const mode = knownOf(process, 'auto-compaction-mode');
    const compaction = compactionOf(process);
    const isNamed = mode !== undefined && mode.value !== '';
    // Whoever writes the 0 knows that it is one.
    const isWritten = process.values.has('auto-compaction-retention');
    if (!isNamed || isWritten || compaction === undefined || !isOff(compaction.retention)) return [];
    return [
      {
        place: mode.place,
        message: `${mode.written} is ${shown(mode.value)}, but the retention is 0: etcd compacts nothing`,
        fix: `add ${newLine(process, 'auto-compaction-retention', mode.value === 'revision' ? '10000' : '1h')}`,
      },
    ];
  },
};

const durationOfRevisions: ProcessRule = {
  id: 'compaction-revisions',
  severity: 'error',
  title: 'A duration where revisions are counted, or a negative retention',
  why: 'With the mode revision etcd takes `1h` for its number of nanoseconds and keeps 3,600,000,000,000 revisions: it never compacts. A negative retention passes as well, and some versions crash with it.',
  etcd: 'accepts',
  bad: {files: configFile('auto-compaction-mode: revision', 'auto-compaction-retention: 1h')},
  good: {files: configFile('auto-compaction-mode: revision', 'auto-compaction-retention: "10000"')},
  check: process => {
    const given = knownOf(process, 'auto-compaction-retention');
    const compaction = compactionOf(process);
    if (given === undefined || compaction === undefined || !('nanoseconds' in compaction.retention))
      return [];
    const {mode, retention} = compaction;
    const {nanoseconds} = retention;
    const base = {place: given.place, fix: 'write a number of revisions, or the mode periodic'};
    const what = `${given.written} is ${shown(given.value)}`;
    if (nanoseconds < 0)
      return [{...base, fix: 'write a positive one', message: `${what}, less than nothing`}];
    const isCounted = mode === 'revision' && nanoseconds > 0;
    return isCounted ? [{...base, message: `${what}: etcd keeps ${nanoseconds} revisions`}] : [];
  },
};

/** Rules about automatic compaction. */
export const COMPACTION_RULES: readonly ProcessRule[] = [
  badRetention,
  noMode,
  noModeForDuration,
  modeAlone,
  durationOfRevisions,
];
