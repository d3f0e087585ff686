import {has} from '../etcd-version/capabilities.js';
import type {DiscoveryMethod} from '../discovery/method.js';
import type {SettingValue} from '../spec/vocabulary.js';

export type Entries = (readonly [name: string, value: SettingValue])[];

function given(entries: readonly (readonly [name: string, value: string | undefined])[]): Entries {
  return entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
}

/**
 * Of a member that begins a cluster. Where the token is used up it ends: by default etcd up to 3.5 would make a v2 proxy
 * of it, which comes up once and never again, since its directory then is both a member's and a proxy's.
 */
export function discoverySettings(method: DiscoveryMethod, version: string): Entries {
  const {url, token = '', endpoints = [], client = {}} = method;
  const state: Entries = [['initial-cluster-state', 'new']];
  if (url !== undefined) {
    const isTaken = has(version, 'v2Proxy');
    return [['discovery', url], ...(isTaken ? ([['discovery-fallback', 'exit']] as const) : []), ...state];
  }
  const isSecure = endpoints.some(endpoint => /^https:/i.test(endpoint));
  return [
    ['discovery-token', token],
    ['discovery-endpoints', [...endpoints]],
    // True by default: etcd would then speak plain text to an https endpoint.
    ...(isSecure ? ([['discovery-insecure-transport', false]] as const) : []),
    ...given([
      ['discovery-cacert', client.cacert],
      ['discovery-cert', client.cert],
      ['discovery-key', client.key],
      ['discovery-user', client.user],
      ['discovery-password', client.password],
    ]),
    ...state,
  ];
}
