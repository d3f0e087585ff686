import type {EtcdSetting, VersionRange} from './types.js';
import {
  CHANGELOG_3_5,
  CHANGELOG_3_6,
  EMBED_CONFIG,
  EVERY_VERSION,
  SINCE_3_5,
  SINCE_3_6,
} from './version-ranges.js';

const TLS = 'tls of the spec';
const SINCE_3_5_14: readonly VersionRange[] = [{since: '3.5.14'}];
/** TLS 1.3 came to the old lines with one patch release each. */
const TLS_VERSION_RANGES: readonly VersionRange[] = [{since: '3.4.25', until: '3.5.0'}, {since: '3.5.8'}];

/**
 * TLS. In a config file nearly all of it is nested; a flag name at the top level is silently ignored there
 * and leaves the member without TLS.
 * @see https://etcd.io/docs/latest/op-guide/security/
 */
export const TLS_SETTINGS: readonly EtcdSetting[] = [
  {
    name: 'cert-file',
    type: 'string',
    ranges: EVERY_VERSION,
    yamlPath: 'client-transport-security.cert-file',
    managed: TLS,
  },
  {
    name: 'key-file',
    type: 'string',
    ranges: EVERY_VERSION,
    yamlPath: 'client-transport-security.key-file',
    managed: TLS,
  },
  {
    name: 'client-cert-file',
    type: 'string',
    ranges: SINCE_3_5,
    yamlPath: 'client-transport-security.client-cert-file',
    managed: TLS,
  },
  {
    name: 'client-key-file',
    type: 'string',
    ranges: SINCE_3_5,
    yamlPath: 'client-transport-security.client-key-file',
    managed: TLS,
  },
  {
    name: 'client-cert-auth',
    type: 'boolean',
    ranges: EVERY_VERSION,
    defaults: [{since: '3.4.0', value: 'false'}],
    yamlPath: 'client-transport-security.client-cert-auth',
    managed: TLS,
  },
  {
    name: 'trusted-ca-file',
    type: 'string',
    ranges: EVERY_VERSION,
    yamlPath: 'client-transport-security.trusted-ca-file',
    managed: TLS,
  },
  {
    name: 'auto-tls',
    type: 'boolean',
    ranges: EVERY_VERSION,
    defaults: [{since: '3.4.0', value: 'false'}],
    yamlPath: 'client-transport-security.auto-tls',
    managed: TLS,
  },
  // No version has a file key for either revocation list.
  {name: 'client-crl-file', type: 'string', ranges: EVERY_VERSION, yamlPath: null, source: EMBED_CONFIG},
  {name: 'peer-crl-file', type: 'string', ranges: EVERY_VERSION, yamlPath: null, source: EMBED_CONFIG},
  {
    // In a file: ignored before 3.5.14, one string in 3.5.14, where a list is a hard error, and a list since.
    name: 'client-cert-allowed-hostname',
    type: 'string-list',
    ranges: EVERY_VERSION,
    yamlPath: 'client-transport-security.allowed-hostname',
    yamlRanges: SINCE_3_5_14,
    yamlForm: 'list',
    listSince: '3.5.15',
    source: CHANGELOG_3_5,
  },
  {
    name: 'peer-cert-file',
    type: 'string',
    ranges: EVERY_VERSION,
    yamlPath: 'peer-transport-security.cert-file',
    managed: TLS,
  },
  {
    name: 'peer-key-file',
    type: 'string',
    ranges: EVERY_VERSION,
    yamlPath: 'peer-transport-security.key-file',
    managed: TLS,
  },
  {
    name: 'peer-client-cert-file',
    type: 'string',
    ranges: SINCE_3_5,
    yamlPath: 'peer-transport-security.client-cert-file',
    managed: TLS,
  },
  {
    name: 'peer-client-key-file',
    type: 'string',
    ranges: SINCE_3_5,
    yamlPath: 'peer-transport-security.client-key-file',
    managed: TLS,
  },
  {
    name: 'peer-client-cert-auth',
    type: 'boolean',
    ranges: EVERY_VERSION,
    defaults: [{since: '3.4.0', value: 'false'}],
    yamlPath: 'peer-transport-security.client-cert-auth',
    managed: TLS,
  },
  {
    name: 'peer-trusted-ca-file',
    type: 'string',
    ranges: EVERY_VERSION,
    yamlPath: 'peer-transport-security.trusted-ca-file',
    managed: TLS,
  },
  {
    name: 'peer-auto-tls',
    type: 'boolean',
    ranges: EVERY_VERSION,
    defaults: [{since: '3.4.0', value: 'false'}],
    yamlPath: 'peer-transport-security.auto-tls',
    managed: TLS,
  },
  {
    name: 'peer-cert-allowed-cn',
    type: 'string-list',
    ranges: EVERY_VERSION,
    yamlPath: 'peer-transport-security.allowed-cn',
    yamlRanges: SINCE_3_5_14,
    yamlForm: 'list',
    listSince: '3.5.15',
    source: CHANGELOG_3_5,
  },
  {
    name: 'peer-cert-allowed-hostname',
    type: 'string-list',
    ranges: EVERY_VERSION,
    yamlPath: 'peer-transport-security.allowed-hostname',
    yamlRanges: SINCE_3_5_14,
    yamlForm: 'list',
    listSince: '3.5.15',
    source: CHANGELOG_3_5,
  },
  {
    name: 'peer-skip-client-san-verification',
    type: 'boolean',
    ranges: SINCE_3_6,
    defaults: [{since: '3.6.0', value: 'false'}],
    yamlPath: 'peer-transport-security.skip-client-san-verification',
    source: CHANGELOG_3_6,
  },
  {
    name: 'self-signed-cert-validity',
    type: 'number',
    ranges: SINCE_3_5,
    defaults: [{since: '3.5.0', value: '1'}],
    yamlRanges: [{since: '3.5.1'}],
    min: 0,
    source: 'https://github.com/etcd-io/etcd/pull/13237',
  },
  {name: 'cipher-suites', type: 'string-list', ranges: EVERY_VERSION, yamlForm: 'list'},
  {
    name: 'tls-min-version',
    type: 'string',
    ranges: TLS_VERSION_RANGES,
    defaults: [{since: '3.4.25', value: 'TLS1.2'}],
    choices: ['TLS1.2', 'TLS1.3'],
    source: 'https://github.com/etcd-io/etcd/pull/15483',
  },
  {
    name: 'tls-max-version',
    type: 'string',
    ranges: TLS_VERSION_RANGES,
    choices: ['TLS1.2', 'TLS1.3'],
    source: 'https://github.com/etcd-io/etcd/pull/15483',
  },
];
