import type {Finding} from '../../../../src/lib/domain/findings/finding.js';
import type {InputKind, Launch} from '../../../../src/lib/domain/inputs/input.js';
import type {Place} from '../../../../src/lib/domain/inputs/place.js';
import {ConfigKeys} from '../../../../src/lib/domain/process/read-config-tree.js';
import {resolveProcess} from '../../../../src/lib/domain/process/resolve.js';
import {clusterOf, type MachineFacts} from '../../../../src/lib/domain/rules/cluster.js';
import {judge} from '../../../../src/lib/domain/rules/judge.js';
import {judgeFiles} from '../../../helpers/judge-files.js';

/** A start of etcd as a reader hands it over. */
export interface Start {
  /** Words behind `etcd`; one that begins with `?` is known to its machine alone. */
  readonly argv?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly version?: string;
  readonly input?: InputKind;
  readonly launch?: Partial<Launch>;
}

const VERSION = '3.7.3';

function launchOf(
  {argv = [], environment = {}, version, input = 'shell', launch = {}}: Start,
  index: number,
): Launch {
  const place: Place = {file: 'start', line: index + 1};
  return {
    label: `start ${index}`,
    input,
    place,
    argv: ['etcd', ...argv].map(word =>
      word.includes('?') ? {text: word, place, unresolved: true} : {text: word, place},
    ),
    environment: Object.entries(environment).map(([name, value]) => ({name, value, place})),
    ...(version === undefined ? {} : {version}),
    ...launch,
  };
}

/** What the rules say of starts that no reader has to read. */
export function judgeStarts(
  starts: readonly Start[],
  {version = VERSION, facts}: {version?: string; facts?: MachineFacts} = {},
): Finding[] {
  const context = {
    fileAt: () => ({kind: 'unread'}) as const,
    filesIn: () => [],
    yaml: () => [],
    keys: new ConfigKeys(),
    version,
    isForced: false,
  };
  const processes = starts.map((start, index) => resolveProcess(launchOf(start, index), context));
  return judge(clusterOf(processes, facts));
}

/** Settings of a lone member on 10.0.0.1 with changes; null takes a setting away. */
export type Changes = Readonly<Record<string, string | null>>;

const MEMBER: Changes = {
  name: 'a',
  'data-dir': '/var/lib/etcd',
  'listen-peer-urls': 'http://10.0.0.1:2380',
  'listen-client-urls': 'http://10.0.0.1:2379',
  'initial-advertise-peer-urls': 'http://10.0.0.1:2380',
  'advertise-client-urls': 'http://10.0.0.1:2379',
  'initial-cluster': 'a=http://10.0.0.1:2380',
  'initial-cluster-token': 'orders-1',
};

function settingsOf(changes: Changes): [string, string][] {
  return Object.entries({...MEMBER, ...changes}).flatMap(([name, value]) =>
    value === null ? [] : [[name, value] as [string, string]],
  );
}

/** Blocks, texts in quotes, numbers and booleans stand as they are; any other text is put in quotes. */
const IS_YAML = /^(?:[{[>|'"]|\d+$|true$|false$)/;

/** A config file of the member. */
export function configOf(changes: Changes = {}): string {
  return settingsOf(changes)
    .map(([name, value]) => `${name}: ${IS_YAML.test(value) ? value : JSON.stringify(value)}\n`)
    .join('');
}

/** Flags of the member. */
export function flagsOf(changes: Changes = {}): string[] {
  return settingsOf(changes).map(([name, value]) => `--${name}=${value}`);
}

/** What the rules say of config files, `a.yaml`, `b.yaml` and so on. */
export async function judgeConfigs(
  configs: readonly string[],
  options: {version?: string; facts?: MachineFacts} = {},
): Promise<readonly Finding[]> {
  const files = configs.map((text, index) => [`${String.fromCharCode(97 + index)}.yaml`, text] as const);
  const {findings} = await judgeFiles(Object.fromEntries(files), {kind: 'config', ...options});
  return findings;
}

export function idsOf(findings: readonly Finding[]): string[] {
  return findings.map(({rule}) => rule);
}
