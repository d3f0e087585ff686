import type {EtcdSetting} from './types.js';
import {EVERY_VERSION, SINCE_3_6, SINCE_3_7} from './version-ranges.js';

/** Flags that every command of etcdctl takes; each has more of its own. */
export const ETCDCTL_SETTINGS: readonly EtcdSetting[] = [
  {name: 'auth-jwt-token', type: 'string', ranges: SINCE_3_7},
  {name: 'cacert', type: 'string', ranges: EVERY_VERSION},
  {name: 'cert', type: 'string', ranges: EVERY_VERSION},
  {
    name: 'command-timeout',
    type: 'duration',
    ranges: EVERY_VERSION,
    defaults: [{since: '3.4.0', value: '5s'}],
  },
  {name: 'debug', type: 'boolean', ranges: EVERY_VERSION, defaults: [{since: '3.4.0', value: 'false'}]},
  {name: 'dial-timeout', type: 'duration', ranges: EVERY_VERSION, defaults: [{since: '3.4.0', value: '2s'}]},
  {name: 'discovery-srv', type: 'string', ranges: EVERY_VERSION},
  {name: 'discovery-srv-name', type: 'string', ranges: EVERY_VERSION},
  {
    name: 'endpoints',
    type: 'string-list',
    ranges: EVERY_VERSION,
    defaults: [{since: '3.4.0', value: '127.0.0.1:2379'}],
  },
  {name: 'hex', type: 'boolean', ranges: EVERY_VERSION, defaults: [{since: '3.4.0', value: 'false'}]},
  {
    name: 'insecure-discovery',
    type: 'boolean',
    ranges: EVERY_VERSION,
    defaults: [{since: '3.4.0', value: 'true'}],
  },
  {
    name: 'insecure-skip-tls-verify',
    type: 'boolean',
    ranges: EVERY_VERSION,
    defaults: [{since: '3.4.0', value: 'false'}],
  },
  {
    name: 'insecure-transport',
    type: 'boolean',
    ranges: EVERY_VERSION,
    defaults: [{since: '3.4.0', value: 'true'}],
  },
  {
    name: 'keepalive-time',
    type: 'duration',
    ranges: EVERY_VERSION,
    defaults: [{since: '3.4.0', value: '2s'}],
  },
  {
    name: 'keepalive-timeout',
    type: 'duration',
    ranges: EVERY_VERSION,
    defaults: [{since: '3.4.0', value: '6s'}],
  },
  {name: 'key', type: 'string', ranges: EVERY_VERSION},
  {
    name: 'max-recv-bytes',
    type: 'number',
    goType: 'int',
    ranges: SINCE_3_6,
    defaults: [{since: '3.6.0', value: '0'}],
  },
  {
    name: 'max-request-bytes',
    type: 'number',
    goType: 'int',
    ranges: SINCE_3_6,
    defaults: [{since: '3.6.0', value: '0'}],
  },
  {name: 'password', type: 'string', ranges: EVERY_VERSION},
  {name: 'user', type: 'string', ranges: EVERY_VERSION},
  {
    name: 'write-out',
    type: 'string',
    ranges: EVERY_VERSION,
    defaults: [{since: '3.4.0', value: 'simple'}],
    choices: ['fields', 'json', 'protobuf', 'simple', 'table'],
  },
];
