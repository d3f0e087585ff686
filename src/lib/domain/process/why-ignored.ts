import type {IgnoredWhy} from './etcd-process.js';

const WORDS: Readonly<Record<IgnoredWhy, (version: string) => string>> = {
  'beside-config-file': () => 'etcd reads nothing beside a config file',
  repeated: () => 'the same setting stands further down again',
  'unknown-key': version => `a config file of etcd ${version} has no such key`,
  'unknown-variable': version => `no flag of etcd ${version} belongs to the variable`,
  empty: () => 'an empty variable is none to etcd',
  'not-read-by-role': () => 'gateways and gRPC proxies read no variables',
  'dropped-flag': version => `etcd ${version} takes the name of etcd 0.4 and drops it`,
};

/** Why a value that somebody wrote has no effect, in words that go behind "since". */
export function whyIgnored(why: IgnoredWhy, version: string): string {
  return WORDS[why](version);
}
