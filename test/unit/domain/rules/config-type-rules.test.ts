import {describe, expect, it} from 'vitest';

import {SOURCE_RULES} from '../../../../src/lib/domain/rules/source-rules.js';
import {saidOfConfig} from '../../../helpers/expect-reports.js';

describe('the types of a config file', () => {
  it.each<[string, string, string]>([
    [
      'snapshot-count: "5"',
      'write snapshot-count: 5',
      'string into Go struct field configYAML.Config.snapshot-count of type uint64',
    ],
    [
      'election-timeout: 1s',
      'write election-timeout: 1000',
      'string into Go struct field configYAML.Config.election-timeout of type uint',
    ],
    [
      'election-timeout: -5',
      'a whole number, 0 or more',
      'number -5 into Go struct field configYAML.Config.election-timeout of type uint',
    ],
    ['election-timeout: 1.5', 'a whole number', 'number 1.5 into Go struct field'],
    ['quota-backend-bytes: 8GB', 'write quota-backend-bytes: 8589934592', 'of type int64'],
    [
      'quota-backend-bytes: 9223372036854775808',
      '64 bits',
      'number 9223372036854775808 into Go struct field',
    ],
    [
      'quota-backend-bytes: 99999999999999999999',
      '64 bits',
      'number 100000000000000000000 into Go struct field',
    ],
    ['max-concurrent-streams: 4294967296', 'from 0 to 4294967295', 'of type uint32'],
    ['grpc-keepalive-min-time: 5s', 'write grpc-keepalive-min-time: 5000000000', 'of type time.Duration'],
    [
      'pre-vote: "true"',
      'write pre-vote: true',
      'string into Go struct field configYAML.Config.pre-vote of type bool',
    ],
    [
      'pre-vote: 1',
      'write pre-vote: true',
      'number into Go struct field configYAML.Config.pre-vote of type bool',
    ],
    [
      'client-transport-security: {allowed-cn: a}',
      'write allowed-cn: [a]',
      'string into Go struct field securityConfig.configJSON.client-transport-security.allowed-cn of type []string',
    ],
    [
      'discovery-config: {token: t, client: {endpoints: [http://h:1], max-recv-bytes: 2M}}',
      'write max-recv-bytes: 2097152',
      'string into Go struct field ConfigSpec.Config.discovery-config.client.max-recv-bytes of type int',
    ],
    ['name: 5', 'write name: "5"', 'number into Go struct field configYAML.Config.name of type string'],
    ['log-level: on', 'write log-level: "on"', 'bool into Go struct field'],
    ['auto-compaction-retention: 1', 'write auto-compaction-retention: "1"', 'number into'],
    [
      'log-outputs: stderr',
      'write log-outputs: [stderr]',
      'string into Go struct field configYAML.Config.log-outputs of type []string',
    ],
    [
      'log-outputs: [1]',
      'write "1"',
      'number into Go struct field configYAML.Config.log-outputs of type string',
    ],
    [
      'listen-peer-urls: [http://h:1, http://i:1]',
      'write listen-peer-urls: http://h:1,http://i:1',
      'array into Go struct field configYAML.configJSON.listen-peer-urls of type string',
    ],
    [
      'feature-gates: {A: true, B: false}',
      'write feature-gates: A=true,B=false',
      'object into Go struct field configYAML.configJSON.feature-gates of type string',
    ],
    [
      'client-transport-security: yes',
      'must be a block of keys',
      'bool into Go struct field configYAML.configJSON.client-transport-security of type embed.securityConfig',
    ],
    [
      'socket-options: [a]',
      'must be a block of keys',
      'array into Go struct field configYAML.Config.socket-options of type transport.SocketOpts',
    ],
    [
      'peer-transport-security: {cert-file: 5}',
      'write cert-file: "5"',
      'number into Go struct field securityConfig.configJSON.peer-transport-security.cert-file of type string',
    ],
    [
      'discovery-config: {client: {secure: {cert: 5}}}',
      'write cert: "5"',
      'number into Go struct field SecureConfig.Config.discovery-config.client.secure.cert of type string',
    ],
    ['v2-deprecation: 5', 'write v2-deprecation: "5"', 'of type config.V2DeprecationEnum'],
  ])('%s', (config, text, etcdSays) => {
    const reports = saidOfConfig(SOURCE_RULES, config);

    expect(reports.map(({rule}) => rule)).toEqual(['config-type']);
    expect(reports[0]?.text).toContain(text);
    expect(reports[0]?.text).toContain(`json: cannot unmarshal`);
    expect(reports[0]?.text).toContain(etcdSays);
  });

  it.each([
    ['election-timeout: 5s', 'configYAML.election-timeout of type uint'],
    [
      'client-transport-security: {auto-tls: "1"}',
      'securityConfig.client-transport-security.auto-tls of type bool',
    ],
    ['proxy-failure-wait: "5"', 'configProxy.proxy-failure-wait of type uint'],
    ['proxy: [on]', 'array into Go struct field configProxy.proxy of type string'],
  ])('to 3.4: %s', (config, etcdSays) => {
    expect(saidOfConfig(SOURCE_RULES, config, '3.4.45')[0]?.text).toContain(etcdSays);
  });

  it.each([
    ['client-transport-security: {allowed-cn: c}', 'allowed-cn of type []string', '3.5.15'],
    ['client-transport-security: {skip-client-san-verification: x}', 'of type bool', '3.6.0'],
    ['discovery-config: {client: {secure: {server-name: 5}}}', 'number into Go struct', '3.7.3'],
  ])('of a key that no flag has: %s', (config, etcdSays, version) => {
    const reports = saidOfConfig(SOURCE_RULES, config, version);

    expect(reports.map(({rule}) => rule)).toEqual(['config-type']);
    expect(reports[0]?.text).toContain(etcdSays);
  });

  it.each([
    [
      'numbers of YAML',
      'election-timeout: 0x3e8\nsnapshot-count: 1_000\nquota-backend-bytes: 8e9\nmax-wals: 05',
    ],
    ['large numbers', 'quota-backend-bytes: 9223372036854775807\nsnapshot-count: 18446744073709551615'],
    ['booleans of YAML', 'pre-vote: off\nstrict-reconfig-check: yes'],
    ['texts', 'name: infra0\ninitial-cluster-token: 2024-01-01\ndata-dir: "5"'],
    ['lists', 'log-outputs: [stderr]\ncipher-suites: []'],
    ['nothing', 'log-level: ~\ncipher-suites: [~]'],
  ])('says nothing of %s', (_, config) => {
    expect(saidOfConfig(SOURCE_RULES, config)).toEqual([]);
  });

  it.each([
    ['proxy: on', "write proxy: 'on'", 'unexpected error setting up proxyFlag: invalid value'],
    ['discovery-fallback: no', "write discovery-fallback: 'no'", 'setting up discovery-fallback flag'],
  ])('to 3.5, %s is no text', (config, fix, etcdSays) => {
    const reports = saidOfConfig(SOURCE_RULES, config, '3.5.35');

    expect(reports.map(({rule}) => rule)).toEqual(['config-word-unquoted']);
    expect(reports[0]?.text).toContain(fix);
    expect(reports[0]?.text).toContain(etcdSays);
  });

  it('does not guess how etcd writes a number that is too large', () => {
    const reports = saidOfConfig(SOURCE_RULES, 'quota-backend-bytes: 1e30');

    expect(reports).toEqual([
      {rule: 'config-type', text: expect.not.stringContaining('cannot unmarshal') as string},
    ]);
  });
});
