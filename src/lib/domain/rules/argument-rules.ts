import {compareVersions} from '../etcd-version/version.js';
import type {ArgumentProblem, EtcdProcess} from '../process/etcd-process.js';
import {isGoBoolean} from '../process/go-boolean.js';
import {settingOf} from '../process/role-settings.js';
import {goQuoted} from '../text/go-quote.js';
import {printable} from '../text/printable.js';
import {startScript} from './example-files.js';
import {isServer} from './judged.js';
import type {ProcessRule, Report} from './rule.js';
import {shown} from './wording.js';

/** Hyphens, dashes and minus signs that are not the one of the keyboard. */
const TYPOGRAPHIC = '\\u2010-\\u2015\\u2212\\ufe58\\ufe63\\uff0d';
const TYPOGRAPHIC_DASH = new RegExp(`^-*[${TYPOGRAPHIC}]`);
const DASHES_IN_FRONT = new RegExp(`^[${TYPOGRAPHIC}-]+`);

function straysOf({argumentProblems}: EtcdProcess): ArgumentProblem[] {
  return argumentProblems.filter(({kind}) => kind === 'no-flag');
}

function hasTypographicDash({argument}: ArgumentProblem): boolean {
  return TYPOGRAPHIC_DASH.test(argument);
}

function straySays({version}: EtcdProcess, {argument}: ArgumentProblem): string {
  const quoted = compareVersions(version, '3.6.0') < 0 ? `'${printable(argument, 200)}'` : goQuoted(argument);
  return `${printable(quoted, 300)} is not a valid flag`;
}

/** `--pre-vote false` → `--pre-vote=false` */
function switchWithValue({argument, other}: ArgumentProblem): string | undefined {
  const isSwitch = other?.setting?.type === 'boolean' && other.value === 'true';
  return isSwitch && isGoBoolean(argument) ? `--${other.name}=${argument}` : undefined;
}

/** `a=http://x, b=http://y` as two words → one without the space. */
function restOfList({argument, other}: ArgumentProblem): string | undefined {
  if (other === undefined || other.setting?.type === 'boolean') return undefined;
  const isCut = other.value.endsWith(',') || argument.startsWith(',');
  return isCut ? `--${other.name}=${other.value}${argument}` : undefined;
}

/** `name=a` → `--name=a` */
function withoutDashes({role}: EtcdProcess, {argument}: ArgumentProblem): string | undefined {
  const name = /^([a-z][a-z\d-]*)=/.exec(argument)?.[1];
  return name !== undefined && settingOf(role, name) !== undefined ? `--${argument}` : undefined;
}

function strayFix(process: EtcdProcess, problem: ArgumentProblem): string {
  const line = switchWithValue(problem) ?? restOfList(problem) ?? withoutDashes(process, problem);
  return line === undefined
    ? 'remove it, or quote it together with what it belongs to'
    : `write ${printable(line, 200)}`;
}

const strayArgument: ProcessRule = {
  id: 'argument-stray',
  severity: 'error',
  title: 'A word among the flags that is no flag',
  why: 'etcd has no arguments but flags, and ends at the first other word; the flags behind it are never read. A switch takes its value behind `=` only: in `--pre-vote false` the second word belongs to nothing. A list with a space behind its comma is two words.',
  etcd: 'refuses',
  bad: {files: startScript('--pre-vote false')},
  good: {files: startScript('--strict-reconfig-check=true')},
  check: process => {
    if (!isServer(process)) return [];
    return straysOf(process)
      .filter(problem => !hasTypographicDash(problem))
      .map(problem => ({
        place: problem.place,
        message: `${shown(problem.argument)} is no flag; etcd ends here and reads nothing behind it`,
        fix: strayFix(process, problem),
        etcdSays: straySays(process, problem),
      }));
  },
};

const typographicDash: ProcessRule = {
  id: 'argument-dash',
  severity: 'error',
  title: 'A flag with a dash from a web page or a word processor',
  why: 'Many programs turn `--` into a long dash. To etcd the word is then no flag at all: it ends, or, as a proxy, starts without the setting.',
  etcd: 'refuses',
  bad: {files: startScript('\u2013\u2013initial-cluster-token etcd-1')},
  good: {files: startScript('--initial-cluster-token etcd-1')},
  check: process =>
    straysOf(process)
      .filter(hasTypographicDash)
      .map(problem => ({
        place: problem.place,
        message: `${shown(problem.argument)} begins with a typographic dash, so that it is no flag`,
        fix: `write ${printable(problem.argument.replace(DASHES_IN_FRONT, '--'), 200)}`,
        ...(isServer(process) ? {etcdSays: straySays(process, problem)} : {}),
      })),
};

const ignoredArgument: ProcessRule = {
  id: 'argument-ignored',
  severity: 'error',
  title: 'A word that a gateway or gRPC proxy drops in silence',
  why: 'Unlike the server, `etcd gateway` and `etcd grpc-proxy` read on at a word that is no flag. `--insecure-discovery false` turns the switch on: the value belongs behind `=`.',
  etcd: 'accepts',
  bad: {
    files: {
      'start.sh':
        'etcd gateway start --discovery-srv example.com --insecure-discovery false --listen-addr 127.0.0.1:23790\n',
    },
  },
  good: {
    files: {
      'start.sh':
        'etcd gateway start --discovery-srv example.com --insecure-discovery=true --listen-addr 127.0.0.1:23790\n',
    },
  },
  check: process => {
    if (isServer(process)) return [];
    return straysOf(process)
      .filter(problem => !hasTypographicDash(problem))
      .map(problem => ({
        place: problem.place,
        message:
          switchWithValue(problem) === undefined
            ? `${shown(problem.argument)} is no flag and has no effect`
            : `${shown(problem.argument)} has no effect: ${problem.other!.written} is on`,
        fix: strayFix(process, problem),
      }));
  },
};

/** What pflag says of a switch, or Go's `flag`, which keeps the reason for itself. */
function booleanSays(process: EtcdProcess, name: string, value: string): string {
  const quoted = printable(goQuoted(value), 200);
  return isServer(process)
    ? `invalid boolean value ${quoted} for -${name}: parse error`
    : `invalid argument ${quoted} for "--${name}" flag: strconv.ParseBool: parsing ${quoted}: invalid syntax`;
}

/** `yes` and `on` mean something to YAML, and to people. */
function likelyBoolean(value: string): string {
  if (/^(?:y|yes|on|enabled?)$/i.test(value)) return 'true';
  return /^(?:n|no|off|disabled?)$/i.test(value) ? 'false' : 'true or =false';
}

const flagBoolean: ProcessRule = {
  id: 'value-boolean',
  severity: 'error',
  title: 'A switch with another value than true or false',
  why: 'Flags and variables know true, false, 1, 0, t and f. `yes` and `on` are words of YAML, and only a config file takes them. An empty value is none either.',
  etcd: 'refuses',
  bad: {files: startScript('--enable-pprof=yes')},
  good: {files: startScript('--enable-pprof=true')},
  check: process => [...badFlags(process), ...badVariables(process)],
};

function badFlags(process: EtcdProcess): Report[] {
  return process.argumentProblems
    .filter(({kind}) => kind === 'bad-boolean')
    .map(({argument, name, place}) => {
      const value = argument.slice(argument.indexOf('=') + 1);
      return {
        place,
        message: `--${name} is ${shown(value)}, but must be true or false`,
        fix: `write --${name}=${likelyBoolean(value)}`,
        etcdSays: booleanSays(process, name, value),
      };
    });
}

/** etcdctl drops a variable that it cannot read. */
function badVariables(process: EtcdProcess): Report[] {
  if (!isServer(process)) return [];
  const switches = [...process.values.values()].filter(
    ({via, setting, unresolved}) => via === 'variable' && setting?.type === 'boolean' && !unresolved,
  );
  return switches
    .filter(({value}) => !isGoBoolean(value))
    .map(({written, value, place}) => ({
      place,
      message: `${written} is ${shown(value)}, but must be true or false`,
      fix: `write ${written}=${likelyBoolean(value)}`,
      etcdSays: `invalid value ${printable(goQuoted(value), 200)} for ${written}: parse error`,
    }));
}

/** Rules about words among the flags, and the values of switches. */
export const ARGUMENT_RULES: readonly ProcessRule[] = [
  strayArgument,
  typographicDash,
  ignoredArgument,
  flagBoolean,
];
