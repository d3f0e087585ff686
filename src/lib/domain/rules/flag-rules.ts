import {settingExists} from '../etcd-settings/lookup.js';
import type {EtcdSetting} from '../etcd-settings/types.js';
import {compareVersions} from '../etcd-version/version.js';
import type {ArgumentProblem, EtcdProcess, ProcessRole} from '../process/etcd-process.js';
import {nearestFlag, settingOf, settingsOfRole} from '../process/role-settings.js';
import {goQuoted} from '../text/go-quote.js';
import {printable} from '../text/printable.js';
import {parsedTexts} from './assignments.js';
import {startScript} from './example-files.js';
import {isServer} from './judged.js';
import {removalOf, replacementOf} from './replacement.js';
import type {ProcessRule, Report} from './rule.js';
import {shown, versionsWith} from './wording.js';

const PROGRAMS: Readonly<Record<ProcessRole, string>> = {
  member: 'etcd',
  'v2-proxy': 'etcd',
  gateway: 'etcd gateway',
  'grpc-proxy': 'etcd grpc-proxy',
  etcdctl: 'etcdctl',
};

function problemsOf({argumentProblems}: EtcdProcess, kind: ArgumentProblem['kind']): ArgumentProblem[] {
  return argumentProblems.filter(problem => problem.kind === kind);
}

/** What follows `=` in a flag as it is written; undefined where the value is another word. */
function attachedValue({argument}: ArgumentProblem): string | undefined {
  const at = argument.indexOf('=');
  return at === -1 ? undefined : argument.slice(at + 1);
}

/** Go's `flag` of the server names a flag with one dash, pflag of the others with two. */
function unknownSays(process: EtcdProcess, {name}: ArgumentProblem): string {
  return isServer(process)
    ? `flag provided but not defined: -${printable(name, 200)}`
    : `unknown flag: --${printable(name, 200)}`;
}

/** etcdctl before 3.6 has the flags of its v2 API where a variable asks for it. */
function speaksV2({role, version, launch}: EtcdProcess): boolean {
  if (role !== 'etcdctl' || compareVersions(version, '3.6.0') >= 0) return false;
  return launch.environment.findLast(({name}) => name === 'ETCDCTL_API')?.value === '2';
}

function hintFor(process: EtcdProcess, name: string): string {
  const near = nearestFlag(process.role, name, process.version);
  if (near !== undefined) return `did you mean --${near}?`;
  const isOfServer = !isServer(process) && settingOf('member', name) !== undefined;
  if (isOfServer) return `remove it: it is a flag of etcd itself, not of ${PROGRAMS[process.role]}`;
  return settingOf('etcdctl', name) === undefined ? 'remove it' : 'remove it: it is a flag of etcdctl';
}

/** `--name value` as one word, by its quotes or as one entry of a list: what it should be, where the name is a flag. */
function takenApart(
  {role, version}: EtcdProcess,
  argument: string,
): {flag: string; word: string} | undefined {
  const [, flag = '', value = ''] = /^--?([\w-]+)\s+(.*)$/s.exec(argument) ?? [];
  const setting = settingOf(role, flag);
  if (setting === undefined || !settingExists(setting, version)) return undefined;
  const bare = /^(["'])(.*)\1$/s.exec(value)?.[2] ?? value;
  return {flag, word: `--${flag}=${printable(bare, 100)}`};
}

function reportUnknown(process: EtcdProcess, problem: ArgumentProblem): Report {
  const {name, place} = problem;
  const etcdSays = unknownSays(process, problem);
  const apart = takenApart(process, problem.argument);
  if (apart !== undefined) {
    const message = `--${apart.flag} and its value are one word, so that etcd takes all of it for the name of a flag`;
    return {place, message, fix: `write ${apart.word}`, etcdSays};
  }
  const hint = hintFor(process, name);
  const message = `${PROGRAMS[process.role]} has no flag --${printable(name, 60)}`;
  return {place, message, ...(hint === undefined ? {} : {fix: hint}), etcdSays};
}

const unknownFlag: ProcessRule = {
  id: 'flag-unknown',
  severity: 'error',
  title: 'A flag that no version of etcd has',
  why: 'etcd ends at the first flag that it does not know, before it reads any other setting. Names are compared to the letter: case counts, and an underscore is no hyphen.',
  etcd: 'refuses',
  bad: {files: startScript('--listen-client-url http://10.0.1.10:2379')},
  good: {
    files: startScript(
      '--listen-client-urls http://10.0.1.10:2379',
      '--advertise-client-urls http://10.0.1.10:2379',
    ),
  },
  check: process =>
    problemsOf(process, 'unknown-flag')
      .filter(({setting}) => setting === undefined && !speaksV2(process))
      .map(problem => reportUnknown(process, problem)),
};

/** The value of a flag that was not read, be it a word of its own; undefined where there is none, or nobody knows it. */
function valueOf(problem: ArgumentProblem, {launch: {argv}}: EtcdProcess): string | undefined {
  const {argument, place, setting} = problem;
  if (argument.includes('=') || setting?.type === 'boolean') return attachedValue(problem);
  const at = argv.findIndex(
    ({text, place: {line, column}}) => text === argument && line === place.line && column === place.column,
  );
  const next = at === -1 ? undefined : argv[at + 1];
  return next?.unresolved || next?.text.startsWith('-') ? undefined : next?.text;
}

/** What takes the place of a flag that this version does not have. */
function wayOut(problem: ArgumentProblem, setting: EtcdSetting, process: EtcdProcess): string {
  const {version} = process;
  const value = valueOf(problem, process);
  if (setting.name === 'proxy' && value !== 'off')
    return 'start `etcd gateway start --endpoints …` in its place, or stay on etcd 3.5';
  const replacement = replacementOf(setting, value ?? 'true', version);
  if (replacement === undefined) return removalOf(setting, version);
  const {name, value: newValue} = replacement;
  const isKnown = value !== undefined || setting.type === 'boolean';
  return isKnown && newValue !== undefined
    ? `write --${name}=${printable(newValue, 100)}`
    : `use --${name} instead`;
}

const flagOfAnotherVersion: ProcessRule = {
  id: 'flag-not-in-version',
  severity: 'error',
  title: 'A flag that this version of etcd does not have',
  why: 'Flags come and go, some with a patch release. etcd ends at the first one that it does not know. 3.6 gave most experimental flags a plain name or made them feature gates, and 3.7 removed the old names; 3.6 has neither the v2 API nor the v2 proxy.',
  etcd: 'refuses',
  bad: {version: '3.7.3', files: startScript('--experimental-compaction-batch-limit=500')},
  good: {version: '3.7.3', files: startScript('--compaction-batch-limit=500')},
  check: process =>
    problemsOf(process, 'unknown-flag').flatMap((problem): Report[] => {
      const {setting, place} = problem;
      if (setting === undefined) return [];
      return [
        {
          place,
          message: `${PROGRAMS[process.role]} ${process.version} has no flag --${setting.name}; it is in ${versionsWith(setting)}`,
          fix: wayOut(problem, setting, process),
          etcdSays: unknownSays(process, problem),
        },
      ];
    }),
};

const flagWithoutValue: ProcessRule = {
  id: 'flag-without-value',
  severity: 'error',
  title: 'A flag at the end of the command without its value',
  why: 'Every flag that is no switch takes a value, behind `=` or as the next word. Often a variable of the shell is empty, or the line was not continued.',
  etcd: 'refuses',
  bad: {files: startScript('--initial-cluster-token')},
  good: {files: startScript('--initial-cluster-token etcd-1')},
  check: process =>
    problemsOf(process, 'no-value').map(({name, place}) => ({
      place,
      message: `--${name} stands at the end of the command and has no value`,
      fix: `write --${name}=VALUE, or remove it`,
      etcdSays: `flag needs an argument: ${isServer(process) ? '-' : '--'}${name}`,
    })),
};

const flagTakesFlag: ProcessRule = {
  id: 'flag-takes-next-flag',
  severity: 'error',
  title: 'A flag without a value takes the next flag for it',
  why: 'etcd takes the word behind a flag for its value whatever it looks like. The flag in question then has a wrong value, and the one behind it is not set at all.',
  etcd: 'accepts',
  bad: {files: startScript('--initial-cluster-token --strict-reconfig-check')},
  good: {files: startScript('--initial-cluster-token etcd-1', '--strict-reconfig-check')},
  check: process =>
    parsedTexts(process)
      .filter(({via, value}) => via === 'flag' && isFlagWord(process, value))
      .map(({name, value, place}) => ({
        place,
        message: `--${name} has no value: etcd takes the next flag for it, ${shown(value)}`,
        fix: `write --${name}=VALUE in front of it, or remove --${name}`,
      })),
};

function isFlagWord({role, version}: EtcdProcess, value: string): boolean {
  const name = /^--([a-z][a-z\d-]*)(?:=|$)/.exec(value)?.[1];
  return name !== undefined && settingsOfRole(role, version).some(setting => setting.name === name);
}

const flagSyntax: ProcessRule = {
  id: 'flag-syntax',
  severity: 'error',
  title: 'A word that begins with a dash and is no flag',
  why: 'A flag is one or two dashes and a name. The proxies and etcdctl need two dashes: with one they take each letter for a flag of its own.',
  etcd: 'refuses',
  bad: {files: startScript('---initial-cluster-token=etcd-1')},
  good: {files: startScript('--initial-cluster-token=etcd-1')},
  check: process =>
    problemsOf(process, 'bad-syntax').map(({argument, name, place}) => {
      const word = printable(argument, 200);
      const letter = [...argument.slice(1)][0] ?? '';
      const setting = settingOf(process.role, name);
      const isKnown = setting !== undefined && settingExists(setting, process.version);
      return {
        place,
        message: `${shown(argument)} is no flag`,
        fix: isKnown
          ? `write ${printable(argument.replace(/^-+/, '--'), 200)}`
          : 'write two dashes and a name',
        etcdSays: isServer(process)
          ? `bad flag syntax: ${word}`
          : `unknown shorthand flag: ${goQuoted(letter).replaceAll('"', "'")} in ${word}`,
      };
    }),
};

/** Rules about flags: what etcd's parser makes of their names. */
export const FLAG_RULES: readonly ProcessRule[] = [
  unknownFlag,
  flagOfAnotherVersion,
  flagWithoutValue,
  flagTakesFlag,
  flagSyntax,
];
