import {compareVersions} from '../etcd-version/version.js';
import type {Assignment, EtcdProcess} from '../process/etcd-process.js';
import {isTrueBoolean} from '../process/go-boolean.js';
import {printable} from '../text/printable.js';
import {knownValues} from './assignments.js';
import {configFile} from './example-files.js';
import {isServer} from './judged.js';
import {replacementOf} from './replacement.js';
import type {ProcessRule, Report} from './rule.js';
import {lineLike, shown} from './wording.js';

/** Old and new names side by side: the one version that has both. */
function hasBothNames({version}: EtcdProcess): boolean {
  return compareVersions(version, '3.6.0') >= 0 && compareVersions(version, '3.7.0') < 0;
}

/** Whether the new name is merely another one: v3 discovery is another thing than that of v2, and a gate than its switch. */
function isSameSetting(name: string, newName: string): boolean {
  return name !== 'discovery' && newName !== 'feature-gates';
}

/** etcd looks for the names in a config file to the letter; a key in other capitals escapes it. */
function isSeen({via, written, setting}: Assignment): boolean {
  return via !== 'config-file' || written === (setting?.yamlPath ?? setting?.name);
}

const bothNames: ProcessRule = {
  id: 'setting-old-and-new',
  severity: 'error',
  title: 'A setting under its experimental and its new name',
  why: '3.6 knows both names of a setting that was experimental, and ends where both are given. 3.7 knows the new ones only.',
  etcd: 'refuses',
  bad: {
    version: '3.6.16',
    files: configFile('experimental-compaction-batch-limit: 500', 'compaction-batch-limit: 500'),
  },
  good: {version: '3.6.16', files: configFile('compaction-batch-limit: 500')},
  check: process => {
    if (!isServer(process) || !hasBothNames(process)) return [];
    return knownValues(process).flatMap((assignment): Report[] => {
      const {name, setting, written, place} = assignment;
      const newName = setting?.replacedBy;
      const other = newName === undefined ? undefined : process.values.get(newName);
      if (newName === undefined || !isSameSetting(name, newName) || other === undefined) return [];
      if (!isSeen(assignment) || !isSeen(other)) return [];
      return [
        {
          place,
          message: `${written} stands beside ${other.written}; etcd ${process.version} ends`,
          fix: `remove ${written}`,
          etcdSays: bothSays(name, newName),
        },
      ];
    });
  },
};

function bothSays(oldName: string, newName: string): string {
  return newName === 'warning-unary-request-duration'
    ? `both --${oldName} and --${newName} flags are set. Use only --${newName}`
    : `cannot set --${oldName} and --${newName} at the same time, please use --${newName} only`;
}

/** The value of a gate in a list, as etcd sees it: the last one counts. */
function gateIn(list: string, gate: string): boolean | undefined {
  const pair = list.split(',').findLast(part => part.split('=', 1)[0]?.trim() === gate);
  return pair === undefined ? undefined : isTrueBoolean(pair.slice(pair.indexOf('=') + 1).trim());
}

const flagAndGate: ProcessRule = {
  id: 'feature-gate-and-flag',
  severity: 'error',
  title: 'An experimental switch beside its feature gate',
  why: '3.6 knows both the switch and the gate that took its place, and ends where both are given, whatever they say.',
  etcd: 'refuses',
  bad: {
    version: '3.6.16',
    files: configFile('experimental-initial-corrupt-check: true', 'feature-gates: InitialCorruptCheck=true'),
  },
  good: {version: '3.6.16', files: configFile('feature-gates: InitialCorruptCheck=true')},
  check: process => {
    const gates = process.values.get('feature-gates');
    if (gates === undefined || gates.unresolved || !hasBothNames(process)) return [];
    return knownValues(process).flatMap((assignment): Report[] => {
      const gate = assignment.setting?.featureGate;
      const isOn = gate === undefined ? undefined : gateIn(gates.value, gate);
      if (gate === undefined || isOn === undefined || !isSeen(assignment)) return [];
      const {name, written, value, place} = assignment;
      const line = `--feature-gates=${gate}=${isOn}`;
      return [
        {
          place,
          message: `${written} stands beside the feature gate ${gate}; etcd ${process.version} ends`,
          fix: `remove ${written}`,
          etcdSays: `cannot specify both flags: --${name}=${isTrueBoolean(value)} and ${line} at the same time, please just use ${line}`,
        },
      ];
    });
  },
};

/** What to write in place of a setting that is on its way out. */
function newForm(assignment: Assignment, process: EtcdProcess): string | undefined {
  const {setting, value, via, name} = assignment;
  if (setting === undefined) return undefined;
  // Nothing takes their place: 3.6 and later take them and do not look at them, or soon will not.
  if (name === 'v2-deprecation' || name === 'max-snapshots') return 'remove it';
  const given = via === 'config-file' && setting.type === 'duration' ? `${value}ns` : value;
  const replacement = replacementOf(setting, given, process.version);
  if (replacement?.value === undefined) return undefined;
  const line = lineLike(assignment, {name: replacement.name, value: replacement.value}, process);
  return line === undefined ? undefined : `write ${line}`;
}

const deprecatedSetting: ProcessRule = {
  id: 'setting-deprecated',
  severity: 'info',
  title: 'A setting under a name that a later version does not have',
  why: 'It works in this version, and etcd warns. The next upgrade needs the new name, which this version knows already. What has no new name (v2 proxies, the v2 API, v2 discovery) is not counted here.',
  etcd: 'accepts',
  bad: {version: '3.6.16', files: configFile('experimental-compaction-batch-limit: 500')},
  good: {version: '3.6.16', files: configFile('compaction-batch-limit: 500')},
  check: process => {
    if (!isServer(process)) return [];
    return knownValues(process).flatMap((assignment): Report[] => {
      const {setting, written, place, value} = assignment;
      const since = setting?.deprecatedSince;
      if (since === undefined || compareVersions(process.version, since) < 0) return [];
      const fix = newForm(assignment, process);
      if (fix === undefined) return [];
      const message = `${printable(written, 80)} ${shown(value)} is on its way out`;
      return [{place, message, fix}];
    });
  },
};

/** Rules about settings with an old and a new name. */
export const RENAMED_RULES: readonly ProcessRule[] = [bothNames, flagAndGate, deprecatedSetting];
