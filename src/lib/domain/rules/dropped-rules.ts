import {findSetting, settingExists} from '../etcd-settings/lookup.js';
import type {EtcdSetting} from '../etcd-settings/types.js';
import type {Assignment, EtcdProcess} from '../process/etcd-process.js';
import {successorOf} from '../process/dropped-flags.js';
import {isTrueBoolean} from '../process/go-boolean.js';
import {printable} from '../text/printable.js';
import {ignoredFor} from './assignments.js';
import {configFile, envFile, startScript} from './example-files.js';
import {isServer} from './judged.js';
import type {ProcessRule} from './rule.js';
import {shown} from './wording.js';

interface RoleSetting {
  /** Whether the value asks for it. An unquoted `on` of YAML is `true`. */
  readonly isMeant: (value: string) => boolean;
  /** What starts in its place. */
  readonly instead: string;
  readonly fix: string;
}

/** Settings that decide what a process is; where a version drops one, something else starts. */
const ROLE_SETTINGS: ReadonlyMap<string, RoleSetting> = new Map([
  [
    'proxy',
    {
      isMeant: value => /^(?:on|readonly|true)$/.test(value),
      instead: 'it starts a member instead of a v2 proxy',
      fix: 'start `etcd gateway start --endpoints …` in its place, or stay on etcd 3.5',
    },
  ],
  [
    'enable-v2',
    {
      isMeant: isTrueBoolean,
      instead: 'it starts without the v2 API',
      fix: 'remove it and move the clients to the v3 API, or stay on etcd 3.5',
    },
  ],
]);

/** Whether a version that does not have the setting starts something else than was asked for. */
export function isDroppedRole({version}: EtcdProcess, setting: EtcdSetting, value: string): boolean {
  if (settingExists(setting, version)) return false;
  return ROLE_SETTINGS.get(setting.name)?.isMeant(value) ?? false;
}

/** The row of a variable or of a key that this version does not have. */
function settingMeant({setting, written}: Assignment): EtcdSetting | undefined {
  return setting ?? findSetting(written.toLowerCase());
}

const droppedRole: ProcessRule = {
  id: 'setting-dropped',
  severity: 'error',
  title: 'A v2 proxy or the v2 API, which this version drops in silence',
  why: 'As a flag, `--proxy` and `--enable-v2` end an etcd that no longer has them. As a variable or as a key of a config file they are dropped, and a plain member starts, also in place of the proxy.',
  etcd: 'accepts',
  bad: {version: '3.6.16', files: envFile('ETCD_PROXY=on')},
  good: {version: '3.6.16', files: {'start.sh': 'etcd gateway start --endpoints 10.0.1.10:2379\n'}},
  check: process => {
    if (!isServer(process)) return [];
    return process.ignored.flatMap(({assignment, why}) => {
      if (why !== 'unknown-variable' && why !== 'unknown-key') return [];
      const setting = settingMeant(assignment);
      const {written, value, place} = assignment;
      if (setting === undefined || assignment.unresolved || !isDroppedRole(process, setting, value))
        return [];
      const {instead, fix} = ROLE_SETTINGS.get(setting.name)!;
      return [
        {
          place,
          message: `etcd ${process.version} drops ${printable(written, 60)} ${shown(value)} in silence: ${instead}`,
          fix,
        },
      ];
    });
  },
};

const misnamedConfig: ProcessRule = {
  id: 'config-file-misnamed',
  severity: 'error',
  title: 'A config file named by --config',
  why: 'The flag is `--config-file`. `--config` is a name of etcd 0.4 that every version takes and drops with a warning: etcd then starts with its defaults, as a cluster of its own.',
  etcd: 'accepts',
  bad: {files: {'start.sh': 'etcd --config=./etcd.yaml\n'}},
  good: {files: {'start.sh': 'etcd --config-file=./etcd.yaml\n', ...configFile()}},
  check: process =>
    ignoredFor(process, 'dropped-flag')
      .filter(({written}) => CONFIG_NAMES.has(written))
      .map(({written, value, place}) => ({
        place,
        message: `etcd takes ${written} and drops it: it reads no config file`,
        fix: `write ${written === '--config' ? '--config-file' : 'ETCD_CONFIG_FILE'}=${printable(value || 'FILE', 100)}`,
      })),
};

const CONFIG_NAMES: ReadonlySet<string> = new Set(['--config', 'ETCD_CONFIG']);

const droppedFlag: ProcessRule = {
  id: 'flag-dropped',
  severity: 'warning',
  title: 'A flag of etcd 0.4',
  why: 'Every version still takes some names of etcd 0.4, warns and drops them.',
  etcd: 'accepts',
  bad: {files: startScript('--peer-election-timeout=2000')},
  good: {files: startScript('--election-timeout=2000')},
  check: process =>
    ignoredFor(process, 'dropped-flag')
      .filter(({written}) => !CONFIG_NAMES.has(written))
      .map(({name, written, place}) => {
        const successor = successorOf(written.startsWith('--') ? name : flagName(written));
        return {
          place,
          message: `etcd takes ${written} and drops it: it is a name of etcd 0.4`,
          fix: successor === undefined ? 'remove it' : `remove it, or set ${successor}`,
        };
      }),
};

function flagName(variable: string): string {
  return variable
    .replace(/^ETCD_/, '')
    .toLowerCase()
    .replaceAll('_', '-');
}

/** Rules about what a version takes and drops. */
export const DROPPED_RULES: readonly ProcessRule[] = [droppedRole, misnamedConfig, droppedFlag];
