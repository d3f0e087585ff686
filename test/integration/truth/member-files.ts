import type {TruthPlace} from './truth-row.js';

type Files = Readonly<Record<string, string>>;

/** Settings of a member that is a cluster of its own, by flag name. */
function loneMember({clientPort, peerPort}: TruthPlace): Record<string, string> {
  const peer = `http://127.0.0.1:${peerPort}`;
  const client = `http://127.0.0.1:${clientPort}`;
  return {
    name: 'a',
    'data-dir': 'data',
    'listen-peer-urls': peer,
    'initial-advertise-peer-urls': peer,
    'listen-client-urls': client,
    'advertise-client-urls': client,
    'initial-cluster': `a=${peer}`,
  };
}

/** What a row says differently: another value, or `null` for nothing at all. */
export type Changes = Readonly<Record<string, string | null>>;

export interface Origin {
  readonly clients?: 'http' | 'https';
  readonly peers?: 'http' | 'https';
  /** Host on which the member listens, and which it names to others unless `advertised` says otherwise. */
  readonly host?: string;
  readonly advertised?: string;
}

/** The URLs of the member with another scheme or host. */
export function urlsOf({clientPort, peerPort}: TruthPlace, origin: Origin): Changes {
  const {clients = 'http', peers = 'http', host = '127.0.0.1', advertised = host} = origin;
  return {
    'listen-peer-urls': `${peers}://${host}:${peerPort}`,
    'initial-advertise-peer-urls': `${peers}://${advertised}:${peerPort}`,
    'listen-client-urls': `${clients}://${host}:${clientPort}`,
    'advertise-client-urls': `${clients}://${advertised}:${clientPort}`,
    'initial-cluster': `a=${peers}://${advertised}:${peerPort}`,
  };
}

function settingsOf(place: TruthPlace, changes: Changes): [string, string][] {
  return Object.entries({...loneMember(place), ...changes}).flatMap(([name, value]) =>
    value === null ? [] : [[name, value] as [string, string]],
  );
}

/** Flags of a lone member on its own ports, as words of a shell; a changed value is taken as it is. */
export function memberFlags(place: TruthPlace, changes: Changes = {}): string {
  return settingsOf(place, changes)
    .map(([name, value]) => `--${name} ${value}`)
    .join(' \\\n  ');
}

/** A script that starts a lone member with further words behind its flags. */
export function memberScript(place: TruthPlace, words = '', changes: Changes = {}): Files {
  return {'run.sh': `etcd ${memberFlags(place, changes)} ${words}\n`};
}

/** A config file of a lone member with further lines. */
export function memberConfig(place: TruthPlace, lines = '', changes: Changes = {}): Files {
  const keys = settingsOf(place, changes).map(([name, value]) => `${name}: ${value}\n`);
  return {'etcd.yaml': `${keys.join('')}${lines}\n`};
}

/** An env file of a lone member with further lines. */
export function memberVariables(place: TruthPlace, lines = '', changes: Changes = {}): Files {
  const variables = settingsOf(place, changes).map(
    ([name, value]) => `ETCD_${name.toUpperCase().replaceAll('-', '_')}=${value}\n`,
  );
  return {'etcd.env': `${variables.join('')}${lines}\n`};
}
