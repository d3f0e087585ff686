import {describe, expect, it} from 'vitest';

import {blockTypeOf, configTypeOf} from '../../../../src/lib/domain/etcd-settings/config-types.js';
import {findSetting} from '../../../../src/lib/domain/etcd-settings/lookup.js';

describe('the types of a config file', () => {
  it.each([
    ['election-timeout', '3.7.3', 'number', 'uint', 'configYAML.Config.election-timeout'],
    ['election-timeout', '3.4.45', 'number', 'uint', 'configYAML.election-timeout'],
    ['quota-backend-bytes', '3.7.3', 'number', 'int64', 'configYAML.Config.quota-backend-bytes'],
    ['listen-peer-urls', '3.5.35', 'text', 'string', 'configYAML.configJSON.listen-peer-urls'],
    ['log-outputs', '3.6.16', 'list', '[]string', 'configYAML.Config.log-outputs'],
    ['pre-vote', '3.6.16', 'boolean', 'bool', 'configYAML.Config.pre-vote'],
    ['corrupt-check-time', '3.6.16', 'nanoseconds', 'time.Duration', 'configYAML.Config.corrupt-check-time'],
    ['proxy-failure-wait', '3.5.35', 'number', 'uint', 'configProxy.proxy-failure-wait'],
    [
      'peer-cert-file',
      '3.6.16',
      'text',
      'string',
      'securityConfig.configJSON.peer-transport-security.cert-file',
    ],
    [
      'peer-cert-allowed-cn',
      '3.5.14',
      'text',
      'string',
      'securityConfig.configJSON.peer-transport-security.allowed-cn',
    ],
    [
      'peer-cert-allowed-cn',
      '3.5.15',
      'list',
      '[]string',
      'securityConfig.configJSON.peer-transport-security.allowed-cn',
    ],
    ['peer-cert-file', '3.4.45', 'text', 'string', 'securityConfig.peer-transport-security.cert-file'],
    [
      'discovery-endpoints',
      '3.6.16',
      'list',
      '[]string',
      'ConfigSpec.Config.discovery-config.client.endpoints',
    ],
  ])('%s in %s', (name, version, wants, goType, field) => {
    expect(configTypeOf(findSetting(name)!, version)).toEqual({wants, goType, field});
  });

  it('are none for what a version does not read from a file', () => {
    expect(configTypeOf(findSetting('client-crl-file')!, '3.7.3')).toBeUndefined();
    expect(configTypeOf(findSetting('enable-v2')!, '3.7.3')).toBeUndefined();
  });

  it.each([
    ['socket-options', 'transport.SocketOpts', 'configYAML.Config.socket-options'],
    ['discovery-config.client', 'clientv3.ConfigSpec', 'DiscoveryConfig.Config.discovery-config.client'],
  ])('know the block %s', (block, goType, field) => {
    expect(blockTypeOf(block, '3.7.3')).toEqual({goType, field});
  });

  it('know no other block', () => {
    expect(blockTypeOf('election-timeout', '3.7.3')).toBeUndefined();
  });
});
