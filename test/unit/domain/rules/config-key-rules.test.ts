import {describe, expect, it} from 'vitest';

import {SOURCE_RULES} from '../../../../src/lib/domain/rules/source-rules.js';
import {saidOfConfig} from '../../../helpers/expect-reports.js';

describe('keys that etcd does not read', () => {
  it.each<[string, string, string, string, string?]>([
    [
      'a flag of TLS',
      'cert-file: /c',
      'config-key-misplaced',
      'write cert-file under client-transport-security:',
    ],
    [
      'a flag of peer TLS',
      'peer-client-cert-auth: true',
      'config-key-misplaced',
      'write client-cert-auth under peer-transport-security:',
    ],
    [
      'discovery',
      'initial-cluster: a=http://h:1\ndiscovery-token: t',
      'config-key-misplaced',
      'write token under discovery-config:',
    ],
    [
      'deep discovery',
      'initial-cluster: a=http://h:1\ndiscovery-endpoints: h:1',
      'config-key-misplaced',
      'write endpoints under discovery-config: client:',
    ],
    [
      'the wrong block',
      'client-transport-security: {cipher-suites: [A]}',
      'config-key-misplaced',
      'write cipher-suites',
    ],
    [
      'the other block',
      'client-transport-security: {peer-cert-file: /c}',
      'config-key-misplaced',
      'write cert-file under peer-transport-security:',
    ],
    ['underscores', 'listen_peer_urls: http://h:1', 'config-key-misspelt', 'did you mean listen-peer-urls?'],
    ['camels', 'dataDir: /d', 'config-key-misspelt', 'did you mean data-dir?'],
    ['dashes in front', '--name: a', 'config-key-misspelt', 'did you mean name?'],
    ['a slip', 'listen-client-url: http://h:1', 'config-key-misspelt', 'did you mean listen-client-urls?'],
    [
      'a slip in a block',
      'peer-transport-security: {certfile: /c}',
      'config-key-misspelt',
      'did you mean peer-transport-security.cert-file?',
    ],
    [
      'a name of older guides',
      'peer-transport-security: {ca-file: /c}',
      'config-key-misspelt',
      'did you mean peer-transport-security.trusted-ca-file?',
    ],
    [
      'a slip in the name of a block',
      'peer-transport-securty: {cert-file: /c}',
      'config-key-misspelt',
      'did you mean peer-transport-security?',
    ],
    ['a list that no file has', 'peer-crl-file: /l', 'config-key-flag-only', 'do without --peer-crl-file'],
    [
      'a gate of old',
      'experimental-initial-corrupt-check: true',
      'config-key-not-in-version',
      'write feature-gates: InitialCorruptCheck=true',
    ],
    [
      'a value of old',
      'proxy-failure-wait: 6000',
      'config-key-not-in-version',
      'it is in versions before 3.6.0',
    ],
    [
      'a block of later',
      'socket-options: {reuse-port: true}',
      'config-key-unknown',
      'socket-options',
      '3.4.45',
    ],
    [
      'a list of later',
      'peer-transport-security: {allowed-cn: [a]}',
      'config-key-not-in-version',
      'it is in 3.5.14 and later',
      '3.5.13',
    ],
    ['a v2 proxy', 'proxy: on', 'setting-dropped', 'it starts a member'],
    ['the v2 API', 'enable-v2: true', 'setting-dropped', 'without the v2 API'],
    ['anything', 'backup-directory: /b', 'config-key-unknown', 'remove it'],
  ])('%s', (_, config, rule, text, version) => {
    const reports = saidOfConfig(SOURCE_RULES, config, version);

    expect(reports.map(report => report.rule)).toEqual([rule]);
    expect(reports[0]?.text).toContain(text);
  });

  it.each([
    ['case', 'Name: a\nDATA-DIR: /d'],
    ['an empty key', 'name: a\nwal-dir:'],
    ['an empty key of old', 'name: a\ndiscovery-proxy:'],
    ['a key of old that does not differ from its default', "name: a\nproxy: 'off'\nproxy-read-timeout: 0"],
    ['keys that hold anchors', 'x-tls: &tls {cert-file: /c}\nname: a'],
    ['a key that no flag has', 'client-transport-security: {allowed-cn: [a]}'],
    ['a v2 API that is off', 'name: a\nenable-v2: false', '3.5.35'],
    ['names that no flag has', 'client-transport-security: {allowed-cn: [a]}', '3.5.15'],
    ['one name that no flag has', 'client-transport-security: {Allowed-CN: a}', '3.5.14'],
    [
      'limits of discovery that no flag has',
      'discovery-config: {token: t, client: {endpoints: [http://h:1], max-request-bytes: 5, secure: {server-name: h}}}',
    ],
  ])('says nothing of %s', (_, config, version = '3.7.3') => {
    expect(saidOfConfig(SOURCE_RULES, config, version)).toEqual([]);
  });
});
