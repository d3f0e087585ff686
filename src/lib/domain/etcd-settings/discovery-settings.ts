import type {EtcdSetting} from './types.js';
import {EVERY_VERSION, SINCE_3_6, UNTIL_3_6, UNTIL_3_7} from './version-ranges.js';

const BOOTSTRAP = 'bootstrap of the spec';

/**
 * Discovery, all three kinds. A config file has none of the v3 flag names: their values live under
 * `discovery-config`, and the flag names are silently ignored there.
 * @see https://github.com/etcd-io/etcd/blob/main/server/etcdserver/api/v3discovery/discovery.go
 */
export const DISCOVERY_SETTINGS: readonly EtcdSetting[] = [
  {
    // 3.7 still prints it in --help, but exits 2 when it is given.
    name: 'discovery',
    type: 'string',
    ranges: UNTIL_3_7,
    deprecatedSince: '3.6.0',
    replacedBy: 'discovery-token',
    managed: BOOTSTRAP,
  },
  {
    // As `discovery`: 3.7 prints it in --help only.
    name: 'discovery-proxy',
    type: 'string',
    ranges: UNTIL_3_7,
    deprecatedSince: '3.6.0',
    removedReason: 'v3 discovery talks gRPC, which needs no HTTP proxy setting',
    managed: BOOTSTRAP,
  },
  {
    name: 'discovery-fallback',
    type: 'string',
    ranges: EVERY_VERSION,
    defaults: [
      {since: '3.4.0', value: 'proxy'},
      {since: '3.6.0', value: 'exit'},
    ],
    // 3.6 and later ignore the key in a file, whatever its value.
    yamlRanges: UNTIL_3_6,
    choicesByVersion: [
      {since: '3.4.0', values: ['exit', 'proxy']},
      {since: '3.6.0', values: ['exit']},
    ],
    managed: BOOTSTRAP,
  },
  {name: 'discovery-srv', type: 'string', ranges: EVERY_VERSION, managed: BOOTSTRAP},
  {name: 'discovery-srv-name', type: 'string', ranges: EVERY_VERSION, managed: BOOTSTRAP},
  {
    name: 'discovery-token',
    type: 'string',
    ranges: SINCE_3_6,
    yamlPath: 'discovery-config.token',
    managed: BOOTSTRAP,
  },
  {
    name: 'discovery-endpoints',
    type: 'string-list',
    ranges: SINCE_3_6,
    yamlPath: 'discovery-config.client.endpoints',
    yamlForm: 'list',
    managed: BOOTSTRAP,
  },
  {
    name: 'discovery-dial-timeout',
    type: 'duration',
    ranges: SINCE_3_6,
    defaults: [{since: '3.6.0', value: '2s'}],
    yamlPath: 'discovery-config.client.dial-timeout',
    yamlForm: 'nanoseconds',
    managed: BOOTSTRAP,
  },
  {
    name: 'discovery-request-timeout',
    type: 'duration',
    ranges: SINCE_3_6,
    defaults: [{since: '3.6.0', value: '5s'}],
    yamlPath: 'discovery-config.client.request-timeout',
    yamlForm: 'nanoseconds',
    managed: BOOTSTRAP,
  },
  {
    name: 'discovery-keepalive-time',
    type: 'duration',
    ranges: SINCE_3_6,
    defaults: [{since: '3.6.0', value: '2s'}],
    yamlPath: 'discovery-config.client.keepalive-time',
    yamlForm: 'nanoseconds',
    managed: BOOTSTRAP,
  },
  {
    name: 'discovery-keepalive-timeout',
    type: 'duration',
    ranges: SINCE_3_6,
    defaults: [{since: '3.6.0', value: '6s'}],
    yamlPath: 'discovery-config.client.keepalive-timeout',
    yamlForm: 'nanoseconds',
    managed: BOOTSTRAP,
  },
  {
    name: 'discovery-insecure-transport',
    type: 'boolean',
    ranges: SINCE_3_6,
    defaults: [{since: '3.6.0', value: 'true'}],
    yamlPath: 'discovery-config.client.secure.insecure-transport',
    managed: BOOTSTRAP,
  },
  {
    name: 'discovery-insecure-skip-tls-verify',
    type: 'boolean',
    ranges: SINCE_3_6,
    defaults: [{since: '3.6.0', value: 'false'}],
    yamlPath: 'discovery-config.client.secure.insecure-skip-tls-verify',
    managed: BOOTSTRAP,
  },
  {
    name: 'discovery-cert',
    type: 'string',
    ranges: SINCE_3_6,
    yamlPath: 'discovery-config.client.secure.cert',
    managed: BOOTSTRAP,
  },
  {
    name: 'discovery-key',
    type: 'string',
    ranges: SINCE_3_6,
    yamlPath: 'discovery-config.client.secure.key',
    managed: BOOTSTRAP,
  },
  {
    name: 'discovery-cacert',
    type: 'string',
    ranges: SINCE_3_6,
    yamlPath: 'discovery-config.client.secure.cacert',
    managed: BOOTSTRAP,
  },
  {
    name: 'discovery-user',
    type: 'string',
    ranges: SINCE_3_6,
    yamlPath: 'discovery-config.client.auth.username',
    managed: BOOTSTRAP,
  },
  {
    name: 'discovery-password',
    type: 'string',
    ranges: SINCE_3_6,
    yamlPath: 'discovery-config.client.auth.password',
    managed: BOOTSTRAP,
  },
];
