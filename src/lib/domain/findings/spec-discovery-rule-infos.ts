import type {SpecRuleInfo} from './spec-rule-info.js';

const SERVICE = 'endpoints: ["http://10.0.9.1:2379"]';
const V2_URL = 'url: "http://10.0.9.1:2379/v2/keys/_etcd/registry/demo-1"';
const block = (keys: string): string => `bootstrap: {method: discovery, ${keys}}`;

/** Rules about discovery as a spec has it. */
export const SPEC_DISCOVERY_RULE_INFOS: readonly SpecRuleInfo[] = [
  {
    id: 'discovery-method',
    severity: 'error',
    title: 'Discovery of both kinds at once, or half of one',
    why: 'Up to etcd 3.6 members take the URL of a token; from 3.6 on the endpoints of an etcd and a token. etcd starts with one of the two alone.',
    bad: block(SERVICE),
    good: block(`${SERVICE}, token: demo-1`),
  },
  {
    id: 'discovery-protocol',
    severity: 'error',
    title: 'A kind of discovery that this etcd does not have',
    why: 'In a config file etcd drops what it does not know, and each member begins a cluster of its own.',
    bad: block(V2_URL),
    good: block(`${SERVICE}, token: demo-1`),
  },
  {
    id: 'discovery-size',
    severity: 'error',
    title: 'Another size than the members that begin',
    why: 'With more members than the size the last one finds the cluster full; with fewer (a warning) all wait for others.',
    bad: block(`${SERVICE}, token: demo-1, size: 2`),
    good: block(`${SERVICE}, token: demo-1, size: 3`),
  },
  {
    id: 'discovery-client',
    severity: 'error',
    title: 'A certificate or user for discovery that is not used or not whole',
    why: 'A certificate needs its key and a user its password. A v2 service is asked with neither.',
    bad: block(`${SERVICE}, token: demo-1, client: {user: demo}`),
    good: block(`${SERVICE}, token: demo-1, client: {user: demo, password: secret}`),
  },
  {
    id: 'discovery-own-service',
    severity: 'error',
    title: 'A discovery service of etcdops that others are to reach',
    why: 'It runs beside the members, without TLS, while they start for the first time: for one machine.',
    bad: block(`${SERVICE}, token: demo-1, ownService: true`),
    good: block('endpoints: ["http://127.0.0.1:2409"], token: demo-1, ownService: true'),
  },
];
