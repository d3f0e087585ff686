import type {RuleExample} from './rule.js';

/** Settings by name; null takes one away. */
export type ExampleChange = Readonly<Record<string, string | null>>;

interface ExampleOptions {
  readonly version?: string;
}

function textOf(settings: ExampleChange): string {
  return Object.entries(settings)
    .flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}\n`]))
    .join('');
}

/** Where the members of an example are. */
interface Site {
  readonly peerUrl: (member: number) => string;
  readonly clientUrl: (member: number) => string;
  readonly dataDir: (member: number) => string;
}

const HOSTS: Site = {
  peerUrl: member => `http://10.0.0.${member + 1}:2380`,
  clientUrl: member => `http://10.0.0.${member + 1}:2379`,
  dataDir: () => '/var/lib/etcd',
};

const ONE_MACHINE: Site = {
  peerUrl: member => `http://127.0.0.1:${member * 10_000 + 2380}`,
  clientUrl: member => `http://127.0.0.1:${member * 10_000 + 2379}`,
  dataDir: member => `/var/lib/etcd/infra${member}`,
};

function settingsOf(index: number, size: number, {peerUrl, clientUrl, dataDir}: Site): ExampleChange {
  const members = Array.from({length: size}, (_, member) => `infra${member}=${peerUrl(member)}`);
  return {
    name: `infra${index}`,
    'data-dir': dataDir(index),
    'listen-peer-urls': peerUrl(index),
    'listen-client-urls': clientUrl(index),
    'initial-advertise-peer-urls': peerUrl(index),
    'advertise-client-urls': clientUrl(index),
    'initial-cluster': members.join(','),
    ...(size === 1 ? {} : {'initial-cluster-token': 'orders-1'}),
  };
}

/** The config file of a member that is a cluster of its own, with nothing wrong but the changes. */
export function exampleMember(changes: ExampleChange = {}, {version}: ExampleOptions = {}): RuleExample {
  const files = {'etcd.yaml': textOf({...settingsOf(0, 1, HOSTS), ...changes})};
  return {files, ...(version === undefined ? {} : {version})};
}

/** An env file of a member that is a cluster of its own on its default ports. */
export function exampleVariables(variables: Readonly<Record<string, string>>): RuleExample {
  const all = {ETCD_NAME: 'infra0', ETCD_DATA_DIR: '/var/lib/etcd', ...variables};
  const lines = Object.entries(all).map(([name, value]) => `${name}=${value}\n`);
  return {files: {'etcd.env': lines.join('')}};
}

/** The config file of the first of three members. */
export function exampleOfThree(changes: ExampleChange = {}): RuleExample {
  return {files: {'infra0.yaml': textOf({...settingsOf(0, 3, HOSTS), ...changes})}};
}

/** The config files of a cluster of three, with changes for the members that are named. */
export function exampleCluster(changes: Readonly<Record<string, ExampleChange>> = {}): RuleExample {
  return threeAt(HOSTS, changes);
}

/** As {@link exampleCluster}, all on one machine. */
export function exampleOnOneMachine(changes: Readonly<Record<string, ExampleChange>> = {}): RuleExample {
  return threeAt(ONE_MACHINE, changes);
}

function threeAt(site: Site, changes: Readonly<Record<string, ExampleChange>>): RuleExample {
  const files = [0, 1, 2].map(index => {
    const name = `infra${index}`;
    return [`${name}.yaml`, textOf({...settingsOf(index, 3, site), ...changes[name]})] as const;
  });
  return {files: Object.fromEntries(files)};
}
