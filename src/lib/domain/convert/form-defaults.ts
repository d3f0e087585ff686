import {defaultOf} from '../etcd-settings/lookup.js';
import {has} from '../etcd-version/capabilities.js';
import {lineOf} from '../etcd-version/version.js';
import type {EtcdProcess} from '../process/etcd-process.js';
import {settingOf} from '../process/role-settings.js';
import {givenOf, isTrue, listOf} from '../process/values.js';
import type {Form} from './conversion.js';

/** A setting whose default in a config file is not that of the flag. */
interface FormDefault {
  readonly name: string;
  /** In a config file. */
  readonly inFile: string;
  /** Versions in which the two differ. */
  readonly differs: (version: string) => boolean;
  /** Whether the value has an effect at all. */
  readonly matters: (process: EtcdProcess) => boolean;
}

const usesTls = (process: EtcdProcess): boolean =>
  ['cert-file', 'peer-cert-file'].some(name => givenOf(process, name) !== undefined) ||
  ['auto-tls', 'peer-auto-tls'].some(name => isTrue(process, name));

const traces = (process: EtcdProcess): boolean => isTrue(process, 'experimental-enable-distributed-tracing');

/** etcd decodes a file over a struct that has not all defaults of the flags: `NewConfig` in embed/config.go. */
const FORM_DEFAULTS: readonly FormDefault[] = [
  {
    name: 'enable-grpc-gateway',
    inFile: 'false',
    differs: version => !has(version, 'gatewayOnInConfigFile'),
    matters: () => true,
  },
  {
    name: 'auto-compaction-mode',
    inFile: '',
    differs: version => !has(version, 'compactionModeDefaultInConfigFile'),
    // In a file without it nothing is compacted; `carrySettings` sees to that.
    matters: process =>
      process.configured === 'flags' && givenOf(process, 'auto-compaction-retention') !== undefined,
  },
  {
    name: 'tls-min-version',
    inFile: '',
    differs: version => ['3.4', '3.5'].includes(lineOf(version)),
    matters: usesTls,
  },
  ...['address', 'service-name'].map(what => ({
    name: `experimental-distributed-tracing-${what}`,
    inFile: '',
    differs: (version: string) => lineOf(version) === '3.5',
    matters: traces,
  })),
];

/** A default that has to be written out, since the target has another one. */
export interface ExplicitDefault {
  readonly name: string;
  /** Empty for an empty text, which is a value too. */
  readonly value: string;
}

/** Without an address of its own a member that is told where to listen by a file advertises localhost. */
function advertisedDefault(process: EtcdProcess, to: Form): ExplicitDefault[] {
  const name = 'advertise-client-urls';
  const isAsked = process.role === 'member' && givenOf(process, 'listen-client-urls') !== undefined;
  if (to === 'config-file' || !isAsked || givenOf(process, name) !== undefined) return [];
  // Where it listens on all addresses, etcd takes one that only the machine knows.
  const listens = listOf(givenOf(process, 'listen-client-urls')?.value);
  if (listens[0]?.includes('//0.0.0.0:') === true) return [];
  return [{name, value: 'http://localhost:2379'}];
}

/** What must be written out so that the target behaves as the source does with what its user left out. */
export function explicitDefaults(process: EtcdProcess, to: Form): ExplicitDefault[] {
  const from = process.configured;
  if (process.role === 'gateway' || process.role === 'grpc-proxy') return [];
  const isToFile = to === 'config-file';
  if ((from === 'config-file') === isToFile) return [];
  const rows = FORM_DEFAULTS.filter(
    ({name, differs, matters}) =>
      givenOf(process, name) === undefined && differs(process.version) && matters(process),
  );
  const ofTable = rows.flatMap(({name, inFile}) => {
    const setting = settingOf(process.role, name);
    const asFlag = setting === undefined ? undefined : defaultOf(setting, process.version);
    if (asFlag === undefined) return [];
    return [{name, value: isToFile ? asFlag : inFile}];
  });
  return [...ofTable, ...advertisedDefault(process, to)];
}
