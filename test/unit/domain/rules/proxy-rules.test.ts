import {describe, expect, it} from 'vitest';

import {NO_FACTS} from '../../../../src/lib/domain/rules/cluster.js';
import {PROXY_RULES} from '../../../../src/lib/domain/rules/proxy-rules.js';
import {expectReports, type Said} from '../../../helpers/expect-reports.js';
import {judgeFiles} from '../../../helpers/judge-files.js';

const GATEWAY = ['gateway', 'start'];

describe('a gateway', () => {
  it.each<[string, string[], Said[]]>([
    [
      'no port',
      ['--endpoints=10.0.0.1'],
      [['gateway-endpoint-port', 'write 10.0.0.1:2379', 'error parsing endpoint "10.0.0.1"']],
    ],
    [
      'a URL without a port',
      ['--endpoints=http://h/x'],
      [['gateway-endpoint-port', 'write h:2379', 'error parsing endpoint "h"'], ['gateway-endpoint-path']],
    ],
    ['IPv6 without brackets', ['--endpoints=::1:2379'], [['gateway-endpoint-port', 'write [::1]:2379']]],
    [
      'a comma too many',
      ['--endpoints=h:1,'],
      [['gateway-endpoint-port', 'remove the comma', 'error parsing endpoint ""']],
    ],
    [
      'a space',
      ['--endpoints=h:1, i:1'],
      [['gateway-endpoint-host', 'write i:1', 'failed to resolve endpoint host:  i']],
    ],
    [
      'a socket',
      ['--endpoints=unix:///s'],
      [['gateway-endpoint-host', 'failed to resolve endpoint host: unix']],
    ],
    ['a word for a port', ['--endpoints=h:client'], [['gateway-endpoint-number', '"h:client"']]],
    ['a port that is none', ['--endpoints=h:99999'], [['gateway-endpoint-number']]],
    [
      'itself',
      ['--listen-addr=127.0.0.1:1', '--endpoints=h:1,localhost:1'],
      [['gateway-loop', '"localhost:1"']],
    ],
    ['itself by the default', ['--endpoints=127.0.0.1:23790'], [['gateway-loop']]],
    [
      'itself without noticing',
      ['--listen-addr=0.0.0.0:2379', '--endpoints=http://127.0.0.1:2379'],
      [['proxy-loop', 'is the proxy itself']],
    ],
    ['a path', ['--endpoints=http://h:1/v3'], [['gateway-endpoint-path', 'write h:1']]],
    ['no endpoint', ['--endpoints='], [['gateway-endpoints-empty', 'no endpoints found']]],
    [
      'discovery',
      ['--discovery-srv=d', '--endpoints='],
      [['gateway-discovery-secure', '--insecure-discovery']],
    ],
    ['discovery without TLS', ['--discovery-srv=d', '--insecure-discovery'], []],
    ['discovery with a CA', ['--discovery-srv=d', '--trusted-ca-file=/c'], []],
    [
      'every address without saying so',
      ['--listen-addr=:1', '--endpoints=h:1'],
      [['proxy-listen-addr', 'write 0.0.0.0:1', 'failed to resolve listen host:']],
    ],
    [
      'a URL to listen on',
      ['--listen-addr=https://h:1', '--endpoints=i:1'],
      [['proxy-listen-addr', 'write h:1', 'failed to validate listen address: https://h:1']],
    ],
    ['URLs, IPv6, quotes', ['--endpoints=https://h:1/,[::1]:2,"i:3"'], []],
    ['endpoints that only the machine knows', ['--endpoints=$E'], []],
  ])('%s', (_, words, expected) => expectReports(PROXY_RULES, {words: [...GATEWAY, ...words]}, expected));

  it.each([
    ['gateway', ['gateway', '--endpoints=h:1'], ['proxy-without-start']],
    ['gRPC proxy', ['grpc-proxy'], ['proxy-without-start']],
    ['command that only the machine knows', ['gateway', '$ARGS'], []],
  ])('a %s needs its command', (_, words, rules) => {
    expectReports(
      PROXY_RULES,
      {words},
      rules.map(rule => [rule] as const),
    );
  });
});

describe('a gRPC proxy', () => {
  const own = ['--listen-addr=127.0.0.1:1', '--advertise-client-url=127.0.0.1:1'];

  it.each<[string, string[], Said[], string?]>([
    ['a prefix alone', [...own, '--resolver-prefix=p'], [['grpc-proxy-resolver', 'invalid resolver-ttl 0']]],
    ['a time alone', [...own, '--resolver-ttl=5'], [['grpc-proxy-resolver', 'invalid resolver-prefix ""']]],
    [
      'no address',
      ['--advertise-client-url=', '--resolver-prefix=p', '--resolver-ttl=5'],
      [['grpc-proxy-resolver', 'invalid advertise-client-url ""']],
    ],
    ['all three', [...own, '--resolver-prefix=p', '--resolver-ttl=5'], []],
    [
      'another port than it advertises',
      ['--listen-addr=127.0.0.1:1'],
      [
        [
          'grpc-proxy-advertise',
          'the default',
          '--advertise-client-url=127.0.0.1:1',
          'context deadline exceeded',
        ],
      ],
      '3.6.16',
    ],
    ['another port before that was so', ['--listen-addr=127.0.0.1:1'], [], '3.5.27'],
    ['another port in 3.7', ['--listen-addr=127.0.0.1:1'], []],
    ['every address', ['--listen-addr=0.0.0.0:23790'], [], '3.6.16'],
    ['a name', ['--listen-addr=10.0.0.1:1', '--advertise-client-url=proxy.example.com:1'], [], '3.6.16'],
    ['a forwarded port', ['--listen-addr=0.0.0.0:1', '--advertise-client-url=10.0.0.1:2'], [], '3.6.16'],
    ['no address to advertise', ['--listen-addr=127.0.0.1:1', '--advertise-client-url='], [], '3.6.16'],
    [
      'another port that it registers',
      ['--listen-addr=127.0.0.1:1', '--resolver-prefix=p', '--resolver-ttl=5'],
      [['grpc-proxy-registered', 'nobody listens']],
    ],
    ['itself', [...own, '--endpoints=http://127.0.0.1:1'], [['proxy-loop']]],
    [
      'metrics at an address',
      [...own, '--metrics-addr=127.0.0.1:9'],
      [['grpc-proxy-metrics-addr', 'cannot parse "127.0.0.1:9"']],
    ],
    [
      'metrics at a name',
      [...own, '--metrics-addr=localhost:9'],
      [['grpc-proxy-metrics-name', 'http://localhost:9']],
    ],
    ['metrics', [...own, '--metrics-addr=http://127.0.0.1:9'], []],
    [
      'metrics with TLS',
      [...own, '--metrics-addr=https://127.0.0.1:9'],
      [['grpc-proxy-tls', 'or write http']],
    ],
    ['metrics with TLS that it makes', [...own, '--metrics-addr=https://127.0.0.1:9', '--auto-tls'], []],
    [
      'a CA alone',
      [...own, '--trusted-ca-file=/c', '--auto-tls'],
      [['grpc-proxy-tls', '--cacert', 'are not presented']],
    ],
    [
      'a URL to listen on',
      ['--listen-addr=http://127.0.0.1:1', '--advertise-client-url=h:1'],
      [['proxy-listen-addr', 'listen tcp: address http://127.0.0.1:1:']],
    ],
    ['a namespace, endpoints as URLs', [...own, '--namespace=a/', '--endpoints=https://h:1,http://i:2'], []],
  ])('%s', (_, words, expected, version = '3.7.3') =>
    expectReports(PROXY_RULES, {words: ['grpc-proxy', 'start', ...words], version}, expected),
  );
});

describe('a v2 proxy', () => {
  const proxy = ['--proxy=on', '--listen-client-urls=http://10.0.0.1:2379'];

  it.each<[string, string[], Said[]]>([
    ['no member', proxy, [['v2-proxy-without-peers', 'add --initial-cluster=']]],
    ['a member', [...proxy, '--initial-cluster=a=http://h:2380'], []],
    ['a discovery', [...proxy, '--discovery=http://h:1/t'], []],
    ['itself', [...proxy, '--initial-cluster=a=http://10.0.0.1:2379'], [['v2-proxy-loop', '10.0.0.1:2379']]],
    [
      'every address',
      ['--proxy=on', '--listen-client-urls=http://0.0.0.0:2379', '--initial-cluster=a=http://h:2379'],
      [],
    ],
  ])('%s', (_, words, expected) => expectReports(PROXY_RULES, {words, version: '3.5.35'}, expected));

  it.each([
    ['enable-v2: true', []],
    ['enable-v2: false', ['v2-proxy-without-v2']],
    ['advertise-client-urls: http://10.0.0.1:2379\nenable-v2: true', ['v2-proxy-loop']],
  ])('beside a member with %s', async (line, rules) => {
    const {findings} = await judgeFiles(
      {
        'member.yaml': `name: a\n${line}\n`,
        'proxy.yaml': `name: p\nproxy: "on"\nlisten-client-urls: http://10.0.0.1:2379\ninitial-cluster: a=http://h:2380\n`,
      },
      {version: '3.5.35'},
    );

    expect(findings.map(({rule}) => rule).filter(rule => rule.startsWith('v2-proxy'))).toEqual(rules);
  });

  it('reads its members from its data directory where that has any', async () => {
    const held = {hasMember: false, hasProxy: true, hasWal: false, hasDb: false};
    const {findings} = await judgeFiles(
      {'proxy.yaml': 'name: p\nproxy: "on"\n'},
      {
        version: '3.5.35',
        facts: {...NO_FACTS, dataDir: () => held},
      },
    );

    expect(findings.map(({rule}) => rule)).not.toContain('v2-proxy-without-peers');
  });
});

describe('proxies beside several members', () => {
  it.each([
    ['etcd gateway start', ['proxy-endpoints-default']],
    ['etcd gateway start --endpoints 10.0.0.1:2379', []],
  ])('%s', async (line, rules) => {
    const {findings} = await judgeFiles({
      'a.yaml': 'name: a\ninitial-advertise-peer-urls: http://10.0.0.1:2380\n',
      'b.yaml': 'name: b\ninitial-advertise-peer-urls: http://10.0.0.2:2380\n',
      'proxy.sh': `${line}\n`,
    });

    expect(findings.map(({rule}) => rule).filter(rule => rule.startsWith('proxy-'))).toEqual(rules);
  });
});

describe('etcdctl', () => {
  it.each<[string, string[], Said[], string?]>([
    [
      'no port',
      ['--endpoints=h,[::1],i:1'],
      [
        ['etcdctl-endpoint-port', 'write h:2379'],
        ['etcdctl-endpoint-port', 'write [::1]:2379'],
      ],
    ],
    ['sockets, URLs and ports', ['--endpoints=unix://s.sock,http://h:1/,i:2'], []],
    ['a password alone', ['--password=p'], [['etcdctl-password', 'does not log in']]],
    ['two passwords', ['--user=root:p', '--password=q'], [['etcdctl-password', 'write --user=root']]],
    ['a user and a password', ['--user=root', '--password=q'], []],
    ['a user with a password', ['--user=root:p'], []],
    [
      'TLS without TLS',
      ['--endpoints=https://h:1', '--insecure-skip-tls-verify'],
      [['etcdctl-skip-verify', '--insecure-transport=false']],
      '3.5.35',
    ],
    ['TLS that is not verified, in 3.6', ['--endpoints=https://h:1', '--insecure-skip-tls-verify'], []],
    ['TLS with a CA', ['--endpoints=https://h:1', '--insecure-skip-tls-verify', '--cacert=/c'], [], '3.5.35'],
  ])('%s', (_, words, expected, version = '3.7.3') =>
    expectReports(PROXY_RULES, {words: ['etcdctl', ...words, 'get', 'a'], version}, expected),
  );

  it('shows no password', () => {
    expectReports(PROXY_RULES, {words: ['etcdctl', '--user=root:secret', '--password=other']}, [
      ['etcdctl-password', 'with the colon'],
    ]);
  });
});
