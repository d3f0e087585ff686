import {featureGatesOf, findFeatureGate} from '../etcd-settings/feature-gates.js';
import {findSetting, settingExists} from '../etcd-settings/lookup.js';
import {ETCD_SETTINGS} from '../etcd-settings/table.js';
import type {Assignment, EtcdProcess} from '../process/etcd-process.js';
import {isGoBoolean, isTrueBoolean} from '../process/go-boolean.js';
import {isTrue, valueOf} from '../process/values.js';
import {nearest} from '../text/nearest.js';
import {printable} from '../text/printable.js';
import {knownOf, parsedTexts} from './assignments.js';
import {configFile} from './example-files.js';
import {isServer, isWhole} from './judged.js';
import {goShown, parseRefusal} from './parse-refusal.js';
import type {ProcessRule, Report} from './rule.js';
import {shown, versionsWith} from './wording.js';

/** One `Name=value` of a list of gates; `value` is missing where there is no `=`. */
interface Pair {
  readonly name: string;
  readonly value?: string;
}

/** Gates are few; more commas than this are nothing that anybody wrote. */
const MAX_PAIRS = 200;

function pairsOf(text: string): Pair[] {
  const parts = text.split(',', MAX_PAIRS).filter(part => part !== '');
  return parts.map(part => {
    const at = part.indexOf('=');
    if (at === -1) return {name: part.trim()};
    return {name: part.slice(0, at).trim(), value: part.slice(at + 1).trim()};
  });
}

function isWrong({value}: Pair): boolean {
  return value === undefined || !isGoBoolean(value);
}

/** Every list of gates that etcd reads, also one that has no effect. */
function listsOf(process: EtcdProcess): Assignment[] {
  if (!isServer(process)) return [];
  const inFile = knownOf(process, 'feature-gates');
  const texts = parsedTexts(process).filter(({name}) => name === 'feature-gates');
  const isText = inFile?.via === 'config-file' && inFile.node?.kind === 'scalar';
  return isText ? [inFile, ...texts] : texts;
}

/** The words of a flag or variable, with its value in front; of a config file the reason alone. */
function gateSays(process: EtcdProcess, assignment: Assignment, reason: string): string {
  return assignment.via === 'config-file'
    ? reason
    : parseRefusal(process, assignment, {flag: reason, pflag: reason});
}

function reportSyntax(process: EtcdProcess, assignment: Assignment): Report[] {
  const wrong = pairsOf(assignment.value).find(isWrong);
  if (wrong === undefined) return [];
  const name = printable(wrong.name, 100);
  const {value} = wrong;
  const reason =
    value === undefined
      ? `missing bool value for ${name}`
      : `invalid value of ${name}=${printable(value, 100)}, err: strconv.ParseBool: parsing ${goShown(value)}: invalid syntax`;
  return [
    {
      place: assignment.place,
      message: `the gate ${shown(wrong.name)} ${value === undefined ? 'has no value' : `is ${shown(value)}`}, but must be true or false`,
      fix: `write ${name}=true`,
      etcdSays: gateSays(process, assignment, reason),
    },
  ];
}

const gateSyntax: ProcessRule = {
  id: 'feature-gate-syntax',
  severity: 'error',
  title: 'A feature gate without true or false',
  why: 'Gates are one text: `Name=true,OtherName=false`. A name alone does not turn its gate on.',
  etcd: 'refuses',
  bad: {files: configFile('feature-gates: InitialCorruptCheck')},
  good: {files: configFile('feature-gates: InitialCorruptCheck=true')},
  check: process => listsOf(process).flatMap(assignment => reportSyntax(process, assignment)),
};

function gateHint(name: string, version: string): string {
  const known = findFeatureGate(name);
  if (known !== undefined)
    return `remove it: it is in ${versionsWith({name, type: 'boolean', ranges: known.ranges})}`;
  const names = featureGatesOf(version).map(gate => gate.name);
  const near = nearest(name, names);
  return near === undefined ? `use one of ${names.join(', ')}` : `did you mean ${near}?`;
}

const unknownGate: ProcessRule = {
  id: 'feature-gate-unknown',
  severity: 'error',
  title: 'A feature gate that this version of etcd does not have',
  why: 'Gates belong to a version, and case counts in their names. etcd ends at one that it does not know.',
  etcd: 'refuses',
  bad: {version: '3.6.16', files: configFile('feature-gates: FastLeaseKeepAlive=true')},
  good: {version: '3.7.3', files: configFile('feature-gates: FastLeaseKeepAlive=true')},
  check: process => {
    const names = new Set(featureGatesOf(process.version).map(({name}) => name));
    return listsOf(process).flatMap(assignment => {
      const pairs = pairsOf(assignment.value);
      // etcd looks at the names when all values can be read.
      if (pairs.some(isWrong)) return [];
      return pairs
        .filter(({name}) => !names.has(name))
        .map(({name}) => ({
          place: assignment.place,
          message: `etcd ${process.version} has no feature gate ${shown(name)}`,
          fix: gateHint(name, process.version),
          etcdSays: gateSays(process, assignment, `unrecognized feature gate: ${printable(name, 200)}`),
        }));
    });
  },
};

/** Whether a gate is on, by its own value, by an experimental flag, or with all others of its stage. */
function isGateOn(process: EtcdProcess, gate: string): boolean {
  const experimental = ETCD_SETTINGS.find(({featureGate}) => featureGate === gate);
  if (experimental !== undefined && isTrue(process, experimental.name)) return true;
  const pairs = pairsOf(knownOf(process, 'feature-gates')?.value ?? '');
  const value = (name: string): string | undefined => pairs.findLast(pair => pair.name === name)?.value;
  return isTrueBoolean(value(gate) ?? value('AllAlpha') ?? 'false');
}

/** The lease checkpoints of 3.4 and 3.5 are two flags, later two gates. */
function persistSays({version}: EtcdProcess): string {
  const gates = findSetting('feature-gates');
  return gates !== undefined && settingExists(gates, version)
    ? 'enabling feature gate LeaseCheckpointPersist requires enabling feature gate LeaseCheckpoint'
    : 'setting experimental-enable-lease-checkpoint-persist requires experimental-enable-lease-checkpoint';
}

const dependentGate: ProcessRule = {
  id: 'feature-gate-needs',
  severity: 'error',
  title: 'Lease checkpoints that are kept but not made',
  why: 'LeaseCheckpointPersist keeps what LeaseCheckpoint makes; etcd ends where only the first is on. In 3.4 and 3.5 they are flags that begin with experimental-enable-lease-checkpoint.',
  etcd: 'refuses',
  bad: {files: configFile('feature-gates: LeaseCheckpointPersist=true')},
  good: {files: configFile('feature-gates: LeaseCheckpoint=true,LeaseCheckpointPersist=true')},
  check: process => {
    const given =
      knownOf(process, 'feature-gates') ?? knownOf(process, 'experimental-enable-lease-checkpoint-persist');
    if (given === undefined || !isServer(process) || !isWhole(process)) return [];
    if (!isGateOn(process, 'LeaseCheckpointPersist') || isGateOn(process, 'LeaseCheckpoint')) return [];
    return [
      {
        place: given.place,
        message: 'lease checkpoints are to be kept, but none are made: LeaseCheckpoint is off',
        fix: 'turn LeaseCheckpoint on as well, or neither',
        etcdSays: persistSays(process),
      },
    ];
  },
};

const CHECKPOINT = 'experimental-enable-lease-checkpoint';

const checkpointCrash: ProcessRule = {
  id: 'lease-checkpoint-crash',
  severity: 'error',
  title: 'Lease checkpoints of 3.4 that are not kept, with its old logger',
  why: 'From 3.4.20 on etcd wants to warn that checkpoints are made and not kept. With its default logger (capnslog) it crashes over that warning.',
  etcd: 'refuses',
  bad: {version: '3.4.23', files: configFile(`${CHECKPOINT}: true`)},
  good: {version: '3.4.23', files: configFile(`${CHECKPOINT}: true`, `${CHECKPOINT}-persist: true`)},
  check: process => {
    const given = knownOf(process, CHECKPOINT);
    if (given === undefined || !isServer(process) || process.isIncomplete || !warnsBadly(process)) return [];
    return [
      {
        place: given.place,
        message: `${given.written} is on, ${CHECKPOINT}-persist is off, and etcd ${process.version} crashes where it should warn of that`,
        fix: `turn ${CHECKPOINT}-persist on as well, or set logger to zap`,
        etcdSays: 'panic: runtime error: invalid memory address or nil pointer dereference',
      },
    ];
  },
};

/** Whether etcd has something to say of its checkpoints and a logger that cannot. */
function warnsBadly(process: EtcdProcess): boolean {
  const persist = findSetting(`${CHECKPOINT}-persist`);
  if (persist === undefined || !settingExists(persist, process.version)) return false;
  return (
    isTrue(process, CHECKPOINT) && !isTrue(process, persist.name) && valueOf(process, 'logger') === 'capnslog'
  );
}

/** Rules about feature gates. */
export const FEATURE_GATE_RULES: readonly ProcessRule[] = [
  gateSyntax,
  unknownGate,
  dependentGate,
  checkpointCrash,
];
