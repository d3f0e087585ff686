import type {ClusterSpec} from '../../../../src/lib/domain/spec/schema.js';
import {aSpec, members} from '../../../fakes/spec.js';
import {testRules} from './rule-rows.js';

const ENDPOINTS = ['http://10.0.0.9:2379'];
const URL = 'http://10.0.0.9:2379/v2/keys/_etcd/registry/demo-1';
type Keys = Omit<Extract<ClusterSpec['bootstrap'], {method: 'discovery'}>, 'method'>;

function discovering(keys: Keys, change: Parameters<typeof aSpec>[0] = {}): ClusterSpec {
  return aSpec({bootstrap: {method: 'discovery', ...keys}, ...change});
}

const v3 = {endpoints: ENDPOINTS, token: 'demo-1'};
const quiet = discovering(v3);
const error = {severity: 'error', quiet} as const;

testRules('spec-discovery-rules.ts', [
  {...error, rule: 'discovery-method', at: 'bootstrap', raises: discovering({}), says: 'no endpoints'},
  {
    ...error,
    rule: 'discovery-method',
    at: 'bootstrap',
    raises: discovering({}, {version: '3.5.35'}),
    says: 'has no url',
  },
  {
    ...error,
    rule: 'discovery-method',
    at: 'bootstrap',
    raises: discovering({endpoints: ENDPOINTS}),
    says: 'has no token',
  },
  {
    ...error,
    rule: 'discovery-method',
    at: 'bootstrap.url',
    raises: discovering({...v3, url: URL}),
    says: 'one of the two',
  },
  {
    ...error,
    rule: 'discovery-protocol',
    at: 'bootstrap.url',
    raises: discovering({url: URL}),
    quiet: discovering({url: URL}, {version: '3.5.35'}),
    says: 'removed in 3.7',
  },
  {
    rule: 'discovery-protocol',
    severity: 'warning',
    at: 'bootstrap.url',
    raises: discovering({url: URL}, {version: '3.6.16'}),
    quiet: discovering({url: URL}, {version: '3.4.23'}),
    says: 'deprecated',
  },
  {
    ...error,
    rule: 'discovery-protocol',
    at: 'bootstrap.endpoints',
    raises: discovering(v3, {version: '3.5.35'}),
    says: 'new in 3.6',
  },
  {
    ...error,
    rule: 'discovery-size',
    at: 'bootstrap.size',
    raises: discovering({...v3, size: 2}),
    says: 'for who comes last it is full',
  },
  {
    rule: 'discovery-size',
    severity: 'warning',
    at: 'bootstrap.size',
    raises: discovering({...v3, size: 3}, {nodes: members(2)}),
    // Who joins later does not register.
    quiet: discovering(
      {...v3, size: 1},
      {nodes: [...members(1), {...members(2)[1]!, initialClusterState: 'existing'}]},
    ),
    says: 'all wait until others come',
  },
  {
    ...error,
    rule: 'discovery-client',
    at: 'bootstrap.client',
    raises: discovering({url: URL, client: {cacert: 'ca.crt'}}, {version: '3.5.35'}),
    says: 'SSL_CERT_FILE',
  },
  {
    ...error,
    rule: 'discovery-client',
    at: 'bootstrap.client',
    raises: discovering({...v3, client: {cert: 'a.crt'}}),
    says: 'client has cert and no key',
  },
  {
    ...error,
    rule: 'discovery-client',
    at: 'bootstrap.client',
    raises: discovering({...v3, client: {password: 'secret'}}),
    says: 'client has password and no user',
  },
  {
    ...error,
    rule: 'discovery-own-service',
    at: 'bootstrap.ownService',
    raises: discovering({...v3, ownService: true}),
    quiet: discovering({endpoints: ['http://[::1]:2409'], token: 'demo-1', ownService: true}),
    says: 'etcdops discovery serve',
  },
]);
