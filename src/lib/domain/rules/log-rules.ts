import {compareVersions} from '../etcd-version/version.js';
import type {EtcdProcess} from '../process/etcd-process.js';
import {isTrue} from '../process/values.js';
import {configFile} from './example-files.js';
import {JOURNAL, outputsOf, STREAMS, type LogOutputs} from './log-outputs.js';
import {goShown} from './parse-refusal.js';
import type {ProcessRule, Report} from './rule.js';
import {rewritten, shown} from './wording.js';

function ofOutputs(check: (outputs: LogOutputs, process: EtcdProcess) => Report[]): ProcessRule['check'] {
  return process => {
    const outputs = outputsOf(process);
    return outputs === undefined ? [] : check(outputs, process);
  };
}

/** `["stderr" "stdout"]`, as Go prints a list. */
function goList(targets: readonly string[]): string {
  return `[${targets.map(goShown).join(' ')}]`;
}

const outputsTogether: ProcessRule = {
  id: 'log-outputs-together',
  severity: 'error',
  title: 'Log outputs that do not go together',
  why: '`default` and `systemd/journal` stand alone: beside one of them etcd takes no other output. The old logger of 3.4 takes one output only.',
  etcd: 'refuses',
  bad: {files: configFile('log-outputs: [default, /var/log/etcd.log]')},
  good: {files: configFile('log-outputs: [stderr, /var/log/etcd.log]')},
  check: ofOutputs(({given, targets, isOldLogger}, process) => {
    if (targets.length < 2) return [];
    const says = togetherSays(targets, isOldLogger);
    if (says === undefined) return [];
    const others = targets.filter(target => target !== 'default' && target !== JOURNAL);
    const alone = others.length > 0 && !isOldLogger ? others.join(',') : 'stderr';
    return [
      {
        place: given.place,
        message: `${given.written} has outputs that do not go together: ${shown(targets.join(','))}`,
        ...rewritten(given, alone === 'stderr' ? 'stderr' : `stderr,${alone}`, process),
        etcdSays: says,
      },
    ];
  }),
};

function togetherSays(targets: readonly string[], isOldLogger: boolean): string | undefined {
  if (isOldLogger) return "--logger=capnslog supports only 1 value in '--log-outputs'";
  if (targets.includes('default')) return 'multi logoutput for "default" is not supported yet';
  return targets.includes(JOURNAL)
    ? `running with systemd/journal but other '--log-outputs' values (${goList(targets)}) are configured with 'default'`
    : undefined;
}

const oldLoggerFile: ProcessRule = {
  id: 'log-outputs-old-logger',
  severity: 'error',
  title: 'A log file for the old logger of 3.4',
  why: 'The default logger of 3.4 (capnslog) writes to stderr or stdout only. Files and the journal need the other one, zap, which later versions use always.',
  etcd: 'refuses',
  bad: {version: '3.4.45', files: configFile('log-outputs: [/var/log/etcd.log]')},
  good: {version: '3.4.45', files: configFile('logger: zap', 'log-outputs: [/var/log/etcd.log]')},
  check: ofOutputs(({given, targets, isOldLogger}) => {
    const [target] = targets;
    if (!isOldLogger || target === undefined || targets.length > 1 || STREAMS.has(target)) return [];
    return [
      {
        place: given.place,
        message: `${given.written} is ${shown(target)}, but the old logger knows default, stderr and stdout only`,
        fix: 'set logger to zap as well',
        etcdSays: `unknown log-output ${goShown(target)} (only supports "default", "stderr", "stdout")`,
      },
    ];
  }),
};

const emptyOutput: ProcessRule = {
  id: 'log-outputs-empty',
  severity: 'error',
  title: 'A log output without a name',
  why: 'An empty flag is a list with an empty name, and etcd cannot open it. A comma too many does the same.',
  etcd: 'refuses',
  bad: {files: configFile('log-outputs: [""]')},
  good: {files: configFile('log-outputs: [stderr]')},
  check: ofOutputs(({given, targets, isOldLogger}, process) => {
    const isAlone = targets.length === 1 || !isOldLogger;
    if (!targets.includes('') || targets.includes('default') || !isAlone) return [];
    return [
      {
        place: given.place,
        message: `${given.written} has an output without a name`,
        ...rewritten(given, targets.filter(target => target !== '').join(',') || 'stderr', process),
        ...(isOldLogger || isTrue(process, 'enable-log-rotation') ? {} : {etcdSays: emptySays(process)}),
      },
    ];
  }),
};

/** One release of zap words it otherwise than those before and behind it. */
function emptySays({version}: EtcdProcess): string {
  const isOf35 = compareVersions(version, '3.5.0') >= 0 && compareVersions(version, '3.6.0') < 0;
  return isOf35 ? `couldn't open sink "": open` : 'open sink "": open';
}

/** Rules about where etcd logs to. */
export const LOG_RULES: readonly ProcessRule[] = [outputsTogether, oldLoggerFile, emptyOutput];
