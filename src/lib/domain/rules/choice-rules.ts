import {choicesOf} from '../etcd-settings/lookup.js';
import {compareVersions} from '../etcd-version/version.js';
import type {Assignment, EtcdProcess} from '../process/etcd-process.js';
import {nearest} from '../text/nearest.js';
import {printable} from '../text/printable.js';
import {knownOf, parsedTexts} from './assignments.js';
import {configFile} from './example-files.js';
import {isServer} from './judged.js';
import {goShown, parseRefusal} from './parse-refusal.js';
import type {ProcessRule, Report} from './rule.js';
import {enumerated, rewritten, shown} from './wording.js';

interface Choice {
  /** The parser of flags looks at it: a wrong word ends etcd also where the flag has no effect. */
  readonly isParsed?: true;
  /** Whether etcd takes a word that is none of the documented ones. */
  readonly takesAlso: (value: string, given: Pick<Assignment, 'via'>, version: string) => boolean;
  readonly says: (value: string, assignment: Assignment, process: EtcdProcess) => string;
}

function isBefore(version: string, line: string): boolean {
  return compareVersions(version, `${line}.0`) < 0;
}

function takesNothing(value: string, {via}: Pick<Assignment, 'via'>): boolean {
  return value === '' && via === 'config-file';
}

/** zap reads levels in any case, takes an empty one for info, and in 3.7 `warning` for warn. */
function takesLevel(value: string, _: unknown, version: string): boolean {
  if (isBefore(version, '3.5')) return value === 'dpanic';
  const level = value.toLowerCase();
  if (level === 'warning') return !isBefore(version, '3.7');
  return /^(?:|debug|info|warn|error|dpanic|panic|fatal)$/.test(level);
}

function tlsVersionSays(value: string, {name}: Assignment, {role}: EtcdProcess): string {
  const words = `unexpected TLS version ${goShown(value)} (must be one of: TLS1.2, TLS1.3)`;
  return role === 'grpc-proxy' ? `${name} is invalid: ${words}` : words;
}

const TLS_VERSION: Choice = {takesAlso: value => value === '', says: tlsVersionSays};

/** What a config file says of a flag that `flag.Set` refuses. */
function inFile(flag: string): Choice['says'] {
  return (_, assignment, process) =>
    assignment.via === 'config-file'
      ? `unexpected error setting up ${flag}: invalid value`
      : parseRefusal(process, assignment, {flag: 'invalid value', pflag: 'invalid value'});
}

/** Settings whose words etcd checks, each in its own way. */
const CHOICES: ReadonlyMap<string, Choice> = new Map<string, Choice>([
  [
    'initial-cluster-state',
    {
      isParsed: true,
      takesAlso: takesNothing,
      says: (value, assignment, process) =>
        assignment.via === 'config-file'
          ? `unexpected clusterState ${goShown(value)}`
          : parseRefusal(process, assignment, {flag: 'invalid value', pflag: 'invalid value'}),
    },
  ],
  [
    'discovery-fallback',
    {
      isParsed: true,
      takesAlso: takesNothing,
      says: (value, assignment, process) =>
        value === 'proxy'
          ? `v2 proxy is deprecated, and --discovery-fallback can't be configured as "proxy"`
          : inFile('discovery-fallback flag')(value, assignment, process),
    },
  ],
  ['proxy', {isParsed: true, takesAlso: takesNothing, says: inFile('proxyFlag')}],
  [
    'v2-deprecation',
    {
      isParsed: true,
      takesAlso: (_, {via}) => via === 'config-file',
      says: (value, assignment, process) => {
        const reason = `invalid value ${goShown(value)}`;
        return parseRefusal(process, assignment, {flag: reason, pflag: reason});
      },
    },
  ],
  [
    'auto-compaction-mode',
    {
      takesAlso: (value, _, version) => value === '' && isBefore(version, '3.6'),
      says: value =>
        value === '' ? 'undefined auto-compaction-mode' : `unknown auto-compaction-mode ${goShown(value)}`,
    },
  ],
  [
    'logger',
    {
      takesAlso: () => false,
      says: value =>
        value === 'capnslog'
          ? '--logger=capnslog is removed in v3.5'
          : `unknown logger option ${goShown(value)}`,
    },
  ],
  [
    'log-level',
    {
      takesAlso: takesLevel,
      says: (value, _, {version}) =>
        `panic: ${isBefore(version, '3.5') ? 'unknown level' : 'unrecognized level:'} ${goShown(value)}`,
    },
  ],
  [
    'log-format',
    {
      takesAlso: value => value === '',
      says: value => `unknown log format: ${printable(value, 200)}, supported values json, console`,
    },
  ],
  ['tls-min-version', TLS_VERSION],
  ['tls-max-version', TLS_VERSION],
]);

/** `TLS 1.2`, `1.2`, `tls1.2` → `TLS1.2`; else the nearest word. */
function wordMeant(value: string, choices: readonly string[]): string | undefined {
  if (choices.length === 1) return choices[0];
  const tls = /^(?:tls)?[\s_v-]*1[._]([23])$/i.exec(value)?.[1];
  const likely = tls === undefined ? nearest(value, choices) : `TLS1.${tls}`;
  return likely !== undefined && choices.includes(likely) ? likely : undefined;
}

function reportChoice(process: EtcdProcess, assignment: Assignment, {takesAlso, says}: Choice): Report[] {
  const {setting, value, written, place} = assignment;
  const choices = setting === undefined ? undefined : choicesOf(setting, process.version);
  if (choices === undefined || choices.includes(value) || takesAlso(value, assignment, process.version))
    return [];
  const meant = wordMeant(value, choices);
  return [
    {
      place,
      message: `${printable(written, 80)} is ${shown(value)}, but must be ${enumerated(choices, 9).replace(' and ', ' or ')}`,
      fix: 'write one of them, or remove it',
      ...(meant === undefined ? {} : rewritten(assignment, meant, process)),
      etcdSays: says(value, assignment, process),
    },
  ];
}

/** An unquoted word of YAML has a rule of its own. */
function isWord({node}: Assignment): boolean {
  return node === undefined || (node.kind === 'scalar' && typeof node.value === 'string');
}

/** Wrong words of flags that have no effect: the parser refuses them all the same, but not `proxy` for a fallback. */
function ineffective(process: EtcdProcess, name: string): Assignment[] {
  return parsedTexts(process).filter(
    assignment =>
      assignment.name === name &&
      process.values.get(name) !== assignment &&
      !(name === 'discovery-fallback' && assignment.value === 'proxy'),
  );
}

const choiceValue: ProcessRule = {
  id: 'value-choice',
  severity: 'error',
  title: 'A value that is none of those that a setting takes',
  why: 'Some settings know a few words only, and etcd ends at any other. Which these are depends on the version: 3.5 has no second logger, 3.6 and later no fallback to a proxy.',
  etcd: 'refuses',
  bad: {files: configFile('auto-compaction-mode: hourly', 'auto-compaction-retention: "1"')},
  good: {files: configFile('auto-compaction-mode: periodic', 'auto-compaction-retention: "1"')},
  check: process => {
    const isOfServer = isServer(process) || process.role === 'grpc-proxy';
    if (!isOfServer) return [];
    return [...CHOICES].flatMap(([name, choice]) => {
      const given = knownOf(process, name);
      const effective = given !== undefined && isWord(given) ? [given] : [];
      const others = choice.isParsed === true ? ineffective(process, name) : [];
      return [...effective, ...others].flatMap(assignment => reportChoice(process, assignment, choice));
    });
  },
};

/** Settings for which etcd takes any word, and what it makes of one that it does not know. */
const TAKEN_FOR: ReadonlyMap<string, string> = new Map([
  ['metrics', 'basic'],
  ['backend-bbolt-freelist-type', 'map'],
  ['experimental-backend-bbolt-freelist-type', 'array'],
]);

const unknownWord: ProcessRule = {
  id: 'value-choice-ignored',
  severity: 'warning',
  title: 'A word that a setting does not know, and takes for another in silence',
  why: '`metrics` knows basic and extensive, the freelist of the database array and map. etcd takes any other word for basic, and for map (3.4: array), and says nothing.',
  etcd: 'accepts',
  bad: {files: configFile('metrics: all')},
  good: {files: configFile('metrics: extensive')},
  check: process =>
    [...TAKEN_FOR].flatMap(([name, taken]): Report[] => {
      const given = knownOf(process, name);
      const choices = given?.setting === undefined ? undefined : choicesOf(given.setting, process.version);
      if (given === undefined || choices === undefined || given.value === '' || choices.includes(given.value))
        return [];
      return [
        {
          place: given.place,
          message: `etcd does not know ${printable(given.written, 60)} ${shown(given.value)} and takes it for ${taken}`,
          fix: `write ${choices.join(' or ')}`,
        },
      ];
    }),
};

/** Rules about settings that know a few words only. */
export const CHOICE_RULES: readonly ProcessRule[] = [choiceValue, unknownWord];
