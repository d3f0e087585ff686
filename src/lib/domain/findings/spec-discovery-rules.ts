import {beginnersOf, discoveryOf, ownServiceUrl, type DiscoveryMethod} from '../discovery/method.js';
import {has} from '../etcd-version/capabilities.js';
import {isLoopback} from '../nodes/hosts.js';
import {printable} from '../text/printable.js';
import type {SpecFinding} from './finding.js';
import type {Rule} from './rule.js';

const URL_FIX = 'write url: https://SERVICE/v2/keys/_etcd/registry/TOKEN, or run etcdops discovery new';
const V3_FIX = 'write endpoints: [http://ADDRESS:2379] and a token that is new';

type Told = Pick<SpecFinding, 'rule' | 'message'> & Partial<Pick<SpecFinding, 'severity' | 'fix'>>;

/** @param at the key of the block; none for the block itself */
function found(at: string | undefined, told: Told): SpecFinding {
  return {severity: 'error', path: ['bootstrap', ...(at === undefined ? [] : [at])], ...told};
}

/** What one of the two kinds lacks to be whole; undefined where it is. */
function lackOf({url, endpoints, token}: DiscoveryMethod, hasV3: boolean): string | undefined {
  if (url !== undefined) return undefined;
  if (endpoints !== undefined) return token === undefined ? 'token' : undefined;
  return token !== undefined || hasV3 ? 'endpoints of a discovery service' : 'url';
}

/** One of the two kinds of discovery, and that one whole. */
const method: Rule = spec => {
  const discovery = discoveryOf(spec);
  if (discovery === undefined) return [];
  const base = {rule: 'discovery-method'} as const;
  if (discovery.url !== undefined && (discovery.endpoints ?? discovery.token) !== undefined) {
    const message =
      'url is for discovery up to etcd 3.6, endpoints and token from 3.6 on: one of the two can be';
    return [found('url', {...base, message, fix: 'keep url, or endpoints and token'})];
  }
  const hasV3 = has(spec.etcd.version, 'v3Discovery');
  const lack = lackOf(discovery, hasV3);
  if (lack === undefined) return [];
  const fix = hasV3 ? V3_FIX : URL_FIX;
  return [found(undefined, {...base, message: `method discovery has no ${lack}`, fix})];
};

/** Each kind is there in some versions alone. */
const protocol: Rule = spec => {
  const {url, endpoints} = discoveryOf(spec) ?? {};
  const {version} = spec.etcd;
  const base = {rule: 'discovery-protocol'} as const;
  if (url !== undefined && !has(version, 'v2Discovery')) {
    const message = `etcd ${version} has no discovery by a URL (removed in 3.7): each member would be a cluster of its own`;
    return [found('url', {...base, message, fix: V3_FIX})];
  }
  if (url !== undefined && has(version, 'v3Discovery')) {
    const message = `discovery by a URL is deprecated in etcd ${version}, and gone in 3.7`;
    return [found('url', {...base, severity: 'warning', message, fix: V3_FIX})];
  }
  if (endpoints === undefined || has(version, 'v3Discovery')) return [];
  const message = `etcd ${version} has no discovery by endpoints and token (new in 3.6)`;
  return [found('endpoints', {...base, message, fix: URL_FIX})];
};

const size: Rule = spec => {
  const {size: wanted} = discoveryOf(spec) ?? {};
  const count = beginnersOf(spec).length;
  if (wanted === undefined || wanted === count) return [];
  const base = {rule: 'discovery-size'} as const;
  if (count > wanted) {
    const message = `size is ${wanted}, and ${count} members begin the cluster: for who comes last it is full`;
    return [
      found('size', {...base, message, fix: 'remove size, or make v2 proxies or gateways of the others'}),
    ];
  }
  const message = `size is ${wanted}, and the spec has ${count} of them: all wait until others come`;
  return [found('size', {...base, severity: 'warning', message, fix: 'remove size'})];
};

/** What shows a member to the service is for endpoints alone; etcd asks a URL as anybody. */
const client: Rule = spec => {
  const {url, client: shown} = discoveryOf(spec) ?? {};
  if (shown === undefined) return [];
  const base = {rule: 'discovery-client'} as const;
  if (url !== undefined) {
    const message = 'client is for endpoints: a URL is asked without certificate and user';
    const fix = 'remove client; for an own CA start etcd with SSL_CERT_FILE';
    return [found('client', {...base, message, fix})];
  }
  const pairs = [
    ['cert', 'key'],
    ['user', 'password'],
  ] as const;
  return pairs.flatMap(([one, other]) => {
    if ((shown[one] === undefined) === (shown[other] === undefined)) return [];
    const [has, lacks] = shown[one] === undefined ? [other, one] : [one, other];
    return [
      found('client', {
        ...base,
        message: `client has ${has} and no ${lacks}`,
        fix: `add ${lacks}, or remove ${has}`,
      }),
    ];
  });
};

/** It serves whoever asks, in plain text: nobody but this machine is to ask. */
const ownService: Rule = spec => {
  const service = ownServiceUrl(discoveryOf(spec) ?? {method: 'discovery'});
  if (service === undefined) return [];
  const host = service.replace(/^http:\/\/(?:\[([^\]]*)\]|([^:]*)):\d+$/, '$1$2');
  if (isLoopback(host)) return [];
  const message = `ownService is one of this machine alone, and ${printable(service)} is not http://127.0.0.1:PORT`;
  const fix = 'remove ownService, and run etcdops discovery serve where the service is to be';
  return [found('ownService', {rule: 'discovery-own-service', message, fix})];
};

/** Rules about `bootstrap: {method: discovery}`. */
export const SPEC_DISCOVERY_RULES: readonly Rule[] = [method, protocol, size, client, ownService];
