import type {NodeRole, SettingValue} from '../spec/vocabulary.js';

export type ProxyRole = Exclude<NodeRole, 'member'>;

/** What somebody wants to launch: one of etcd's bundled modes, by etcd's own flags. */
export interface ProxyRequest {
  readonly role: ProxyRole;
  /** Of the node in the spec. */
  readonly name?: string | undefined;
  /** Under which clients reach it, where that is not the address that it listens on. */
  readonly host?: string | undefined;
  /** Of a gRPC proxy in a spec with TLS: its clients need none. */
  readonly plainListen?: boolean | undefined;
  /** By etcd's names, as they were typed. */
  readonly given: ReadonlyMap<string, SettingValue>;
}

/** Which flags say where the members are; any of them makes a spec unnecessary. */
export const SOURCES: Readonly<Record<ProxyRole, readonly string[]>> = {
  'v2-proxy': ['initial-cluster', 'discovery', 'discovery-srv'],
  gateway: ['endpoints', 'discovery-srv'],
  'grpc-proxy': ['endpoints', 'discovery-srv'],
};

/** The flag that says where it listens. */
export const LISTEN_FLAGS: Readonly<Record<ProxyRole, string>> = {
  'v2-proxy': 'listen-client-urls',
  gateway: 'listen-addr',
  'grpc-proxy': 'listen-addr',
};

/** Where the members are according to the flags; undefined where these say nothing of it. */
export function givenSource({role, given}: ProxyRequest): string | undefined {
  return SOURCES[role].find(name => given.has(name));
}
