import {describe, expect, it} from 'vitest';

import {
  planBootstrap,
  requestProblems,
  type BootstrapFacts,
  type BootstrapRequest,
} from '../../../../src/lib/domain/bootstrap/plan-bootstrap.js';
import {hasErrors} from '../../../../src/lib/domain/findings/finding.js';
import {specFindings} from '../../../../src/lib/domain/findings/spec-rules.js';
import {parseSpec} from '../../../../src/lib/domain/spec/parse-spec.js';
import {aRequest} from '../../../fakes/bootstrap-request.js';

const FACTS: BootstrapFacts = {
  etcd: {version: '3.7.3', binDir: '/opt/etcd'},
  ownAddresses: ['127.0.0.1', '10.0.0.1', 'here.example'],
  randomHex: '7f3c91aa',
};

const named = (...pairs: [name: string, host: string][]) => pairs.map(([name, host]) => ({name, host}));

describe('requestProblems', () => {
  it.each<[what: string, change: Partial<BootstrapRequest>]>([
    ['three members', {}],
    ['one', {members: 1}],
    ['a thousand', {members: 1000}],
    ['an IPv6 host', {host: '2001:db8::1'}],
    ['a host name', {host: 'etcd0.example', listen: '10.0.0.1'}],
    ['named members', {members: named(['a', '10.0.0.1'], ['b', '10.0.0.2'])}],
    ['the last port of all', {members: 1, basePort: 65_533}],
    ['one of everything', {proxies: 1, gateways: 1, grpcProxies: 1}],
    ['a token', {token: 'demo-1'}],
    ['v2 proxies without the v2 API', {proxies: 1, enableV2: false}],
  ])('none in %s', (_, change) => {
    expect(requestProblems(aRequest(change))).toEqual([]);
  });

  it.each<[change: Partial<BootstrapRequest>, flag: string, message: string | RegExp]>([
    [{members: 0}, '--members', 'must be a whole number from 1 to 1000, not 0'],
    [{members: -1}, '--members', /not -1$/],
    [{members: 3.5}, '--members', /not 3\.5$/],
    [{members: 1e9}, '--members', /not 1000000000$/],
    [{members: Number.NaN}, '--members', /not NaN$/],
    [{proxies: 1001}, '--proxies', /from 0 to 1000/],
    [{gateways: -1}, '--gateways', /from 0 to 1000/],
    [{enableV2: false}, '--no-enable-v2', /no effect without v2 proxies/],
    [{grpcProxies: 0.5}, '--grpc-proxies', /from 0 to 1000/],
    [{cluster: 'a b'}, '--cluster', /"a b" is not a name/],
    [{cluster: ''}, '--cluster', /empty/],
    [{token: 'a b'}, '--token', /is not a token/],
    [{token: ''}, '--token', /empty/],
    [{listen: 'etcd0'}, '--listen', /not an IP address/],
    [{host: 'http://10.0.0.1'}, '--host', /is a URL/],
    [{host: '10.0.0.1:2379'}, '--host', /has a port/],
    [{host: '0.0.0.0'}, '--host', /every address/],
    [{basePort: 0}, '--base-port', /not 0$/],
    [{basePort: 65_536}, '--base-port', /not 65536$/],
    [{basePort: 65_530}, '--base-port', /3 nodes on one host need the ports 65530 to 65552/],
    [{members: 1, basePort: 65_534}, '--base-port', /65534 to 65536/],
    [{members: 1000, proxies: 1000, basePort: 50_000}, '--base-port', /only 65535/],
    [{members: named(['a', '10.0.0.1'], ['a', '10.0.0.2'])}, '--member', 'the name "a" is given twice'],
    [{members: named(['a/b', '10.0.0.1'])}, '--member', /"a\/b" is not a name/],
    [{members: named(['..', '10.0.0.1'])}, '--member', /is not a name/],
    [{members: named(['a', 'x y'])}, '--member', /neither an IP address nor a DNS name/],
  ])('%j', (change, flag, message) => {
    const [problem] = requestProblems(aRequest(change));

    expect(problem?.flag).toBe(flag);
    expect(problem?.message).toMatch(message);
  });

  it('are all said at once', () => {
    const request = aRequest({members: 0, cluster: '', gateways: -1});

    expect(requestProblems(request).map(({flag}) => flag)).toEqual(['--cluster', '--members', '--gateways']);
  });
});

describe('planBootstrap', () => {
  it('of three members here', () => {
    expect(planBootstrap(aRequest(), FACTS)).toEqual({
      schemaVersion: 1,
      cluster: 'demo',
      token: 'demo-7f3c91aa',
      etcd: {version: '3.7.3', binDir: '/opt/etcd'},
      bootstrap: {method: 'static'},
      tls: {mode: 'none'},
      formats: ['config', 'procfile'],
      nodes: [0, 1, 2].map(index => ({
        name: `infra${index}`,
        role: 'member',
        host: '127.0.0.1',
        ports: {client: 2379 + 10 * index, peer: 2380 + 10 * index, metrics: 2381 + 10 * index},
      })),
    });
  });

  it.each([
    [{proxies: 1, enableV2: true}, undefined],
    [{proxies: 1, enableV2: false}, {'enable-v2': false}],
    [{proxies: 0, enableV2: true}, undefined],
  ])('%j: the settings of all are %j', (change, settings) => {
    const facts = {...FACTS, etcd: {version: '3.5.35'}};

    expect(planBootstrap(aRequest(change), facts).settings).toEqual(settings);
  });

  it('puts proxies beside the first member, behind its ports', () => {
    const members = named(['a', '10.0.0.2'], ['b', '10.0.0.3']);
    const request = aRequest({members, proxies: 1, proxyMode: 'readonly', gateways: 1, grpcProxies: 1});

    expect(planBootstrap(request, FACTS).nodes.slice(2)).toEqual([
      {name: 'proxy0', role: 'v2-proxy', host: '10.0.0.2', ports: {client: 2389}, mode: 'readonly'},
      {name: 'gateway0', role: 'gateway', host: '10.0.0.2', ports: {client: 2399}},
      {name: 'grpc-proxy0', role: 'grpc-proxy', host: '10.0.0.2', ports: {client: 2409, metrics: 2411}},
    ]);
  });

  it.each([
    ['10.0.0.1', '.etcdops/data/infra0'],
    ['here.example', '.etcdops/data/infra0'],
    ['10.0.0.2', undefined],
    ['127.0.0.1', undefined],
  ])('a member on %s has dataDir %s', (host, dataDir) => {
    expect(planBootstrap(aRequest({members: 1, host}), FACTS).nodes[0]?.dataDir).toBe(dataDir);
  });

  it('names the folder of etcd only where something runs here', () => {
    expect(planBootstrap(aRequest({host: '10.0.0.2'}), FACTS).etcd).toEqual({version: '3.7.3'});
    expect(planBootstrap(aRequest({host: '10.0.0.1'}), FACTS).etcd).toHaveProperty('binDir');
    expect(planBootstrap(aRequest(), {...FACTS, etcd: {version: '3.7.3'}}).etcd).toEqual({version: '3.7.3'});
  });

  it('takes the token as given', () => {
    expect(planBootstrap(aRequest({token: 'mine'}), FACTS).token).toBe('mine');
  });

  it.each<[what: string, change: Partial<BootstrapRequest>]>([
    ['three', {}],
    ['a thousand', {members: 1000}],
    ['one of everything', {gateways: 2, grpcProxies: 2}],
    ['hosts by name', {host: 'etcd0.example', listen: '10.0.0.1'}],
    ['several hosts', {members: named(['a', '10.0.0.1'], ['b', '10.0.0.2'], ['c', '10.0.0.3']), gateways: 1}],
  ])('gives a spec without errors: %s', (_, change) => {
    const spec = planBootstrap(aRequest(change), FACTS);

    expect(parseSpec(JSON.parse(JSON.stringify(spec)))).toEqual({spec, findings: []});
    expect(hasErrors(specFindings(spec))).toBe(false);
  });
});
