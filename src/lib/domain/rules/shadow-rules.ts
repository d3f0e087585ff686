import {compareVersions} from '../etcd-version/version.js';
import type {Assignment, EtcdProcess} from '../process/etcd-process.js';
import {isGoBoolean, isTrueBoolean} from '../process/go-boolean.js';
import {valueOf} from '../process/values.js';
import {parseGoDuration} from '../text/go-duration.js';
import {printable} from '../text/printable.js';
import {ignoredFor} from './assignments.js';
import {configFile, startScript} from './example-files.js';
import type {ProcessRule, Report} from './rule.js';
import {enumerated, shown} from './wording.js';

function shadowSays(version: string, variable: string): string {
  const advice =
    'is shadowed by corresponding command-line flag (either unset environment variable or disable flag)';
  return compareVersions(version, '3.5.0') < 0
    ? `conflicting environment variable "${variable}" ${advice}`
    : `conflicting environment variable ${advice})`;
}

const variableBesideFlag: ProcessRule = {
  id: 'variable-beside-flag',
  severity: 'error',
  title: 'The same setting as flag and as variable',
  why: 'etcd does not choose: it ends, even where both say the same and where the variable is empty. A variable of a unit, an image or a shell counts like any other.',
  etcd: 'refuses',
  bad: {
    files: {'start.sh': 'export ETCD_NAME=infra1\netcd --name infra1 --data-dir /var/lib/etcd\n'},
  },
  good: {files: {'start.sh': 'export ETCD_NAME=infra1\netcd --data-dir /var/lib/etcd\n'}},
  check: process =>
    process.argumentProblems
      .filter(({kind}) => kind === 'shadowed-variable')
      .map(({argument, place, other}) => ({
        place,
        message: `${argument} stands beside ${other?.written ?? 'its flag'} (${placeOf(other)}); etcd ends, whatever the two say`,
        fix: `remove ${argument} or ${other?.written ?? 'the flag'}`,
        etcdSays: shadowSays(process.version, argument),
      })),
};

function placeOf(assignment: Assignment | undefined): string {
  if (assignment === undefined) return 'a flag';
  const {file, line} = assignment.place;
  return line === undefined ? printable(file, 60) : `${printable(file, 60)}:${line}`;
}

/** Whether two texts mean the same to a setting: a config file has nanoseconds where a flag has a unit. */
function meansSame({setting}: Assignment, a: string, b: string): boolean {
  if (a === b) return true;
  if (setting?.type === 'boolean')
    return isGoBoolean(a) && isGoBoolean(b) && isTrueBoolean(a) === isTrueBoolean(b);
  if (setting?.type !== 'duration') return false;
  const nanoseconds = (text: string): number | undefined =>
    /^-?\d+$/.test(text) ? Number(text) : parseGoDuration(text);
  return nanoseconds(a) !== undefined && nanoseconds(a) === nanoseconds(b);
}

/** What stands beside the config file and says something else than it. */
function losersOf(process: EtcdProcess): Assignment[] {
  return ignoredFor(process, 'beside-config-file').filter(assignment => {
    const effective = valueOf(process, assignment.name);
    return (
      !process.configFile?.isRead ||
      effective === undefined ||
      !meansSame(assignment, assignment.value, effective)
    );
  });
}

function reportLosers(process: EtcdProcess, [first, ...others]: readonly Assignment[]): Report[] {
  if (first === undefined) return [];
  const {configFile, values} = process;
  const inFile = values.get(first.name);
  const file = shown(configFile?.path ?? '');
  const instead = inFile === undefined ? 'the file does not have it' : `the file says ${shown(inFile.value)}`;
  const known = configFile?.isRead ? ` (${instead})` : '';
  const rest =
    others.length === 0
      ? ''
      : `, nor ${others.length === 1 ? 'has' : 'have'} ${enumerated(others.map(({written}) => written))}`;
  return [
    {
      place: first.place,
      message: `etcd reads ${file} and nothing else: ${first.written} ${shown(first.value)} has no effect${known}${rest}`,
      fix: 'write them into the config file, or remove them',
    },
  ];
}

const configFileAlone: ProcessRule = {
  id: 'config-file-alone',
  severity: 'warning',
  title: 'Flags or variables beside a config file',
  why: 'With a config file etcd reads nothing else. Flags beside it are still parsed, so that a wrong one ends etcd, and then dropped in silence, like all variables.',
  etcd: 'accepts',
  bad: {
    files: {
      'start.sh': 'etcd --config-file etcd.yaml --heartbeat-interval 200\n',
      ...configFile('heartbeat-interval: 100'),
    },
  },
  good: {files: {'start.sh': 'etcd --config-file etcd.yaml\n', ...configFile('heartbeat-interval: 200')}},
  // One finding for the flags and one for each file of variables: forty would say no more.
  check: process => {
    const groups = new Map<string, Assignment[]>();
    for (const loser of losersOf(process)) {
      const key = `${loser.via} ${loser.place.file}`;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [loser]);
      else group.push(loser);
    }
    return [...groups.values()].flatMap(losers => reportLosers(process, losers));
  },
};

const repeatedSetting: ProcessRule = {
  id: 'setting-repeated',
  severity: 'warning',
  title: 'The same setting twice with different values',
  why: 'etcd takes the last one and says nothing of the others. Several URLs belong into one flag, with commas.',
  etcd: 'accepts',
  bad: {files: startScript('--election-timeout 1000', '--election-timeout 2000')},
  good: {files: startScript('--election-timeout 2000')},
  check: process =>
    process.ignored.flatMap(({assignment, why, by}) =>
      why === 'repeated' && by !== undefined ? reportRepeated(assignment, by) : [],
    ),
};

function reportRepeated(loser: Assignment, winner: Assignment): Report[] {
  const {value, written, place, via, setting} = loser;
  if (loser.unresolved || winner.unresolved || meansSame(loser, value, winner.value)) return [];
  // That one file changes the variables of another one is how systemd and compose are meant.
  if (via === 'variable' && place.file !== winner.place.file) return [];
  const isList = setting?.type === 'url-list' || setting?.type === 'string-list';
  const both = printable(`${value},${winner.value}`, 120);
  return [
    {
      place,
      message: `${printable(written, 60)} ${shown(value)} has no effect: ${placeOf(winner)} says ${shown(winner.value)}`,
      fix: isList ? `remove one of them, or write both into one: ${both}` : 'remove one of them',
    },
  ];
}

/** Rules about values that others keep from having an effect. */
export const SHADOW_RULES: readonly ProcessRule[] = [variableBesideFlag, configFileAlone, repeatedSetting];
