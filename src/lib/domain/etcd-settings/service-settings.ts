import type {EtcdSetting} from './types.js';
import {CHANGELOG_3_5, CHANGELOG_3_6, EVERY_VERSION, SINCE_3_5, SINCE_3_6} from './version-ranges.js';

/** What clients and operators see: HTTP, authentication, metrics, tracing, logs. */
export const SERVICE_SETTINGS: readonly EtcdSetting[] = [
  {
    // `*`, or origins with a port: etcd refuses `https://example.com` without one.
    name: 'cors',
    type: 'url-list',
    ranges: EVERY_VERSION,
    defaults: [{since: '3.4.0', value: '*'}],
    yamlForm: 'comma-string',
  },
  {
    name: 'host-whitelist',
    type: 'string-list',
    ranges: EVERY_VERSION,
    defaults: [{since: '3.4.0', value: '*'}],
    yamlForm: 'comma-string',
  },
  {
    // True as a flag in every version, but false in a file of 3.4; and --help of 3.4 leaves it out.
    name: 'enable-grpc-gateway',
    type: 'boolean',
    ranges: EVERY_VERSION,
    defaults: [{since: '3.4.0', value: 'true'}],
  },
  {
    // `simple`, or `jwt` with its options after commas.
    name: 'auth-token',
    type: 'string',
    ranges: EVERY_VERSION,
    defaults: [{since: '3.4.0', value: 'simple'}],
    source: 'https://etcd.io/docs/latest/op-guide/configuration/#auth',
  },
  {
    name: 'auth-token-ttl',
    type: 'number',
    ranges: [{since: '3.4.10'}],
    defaults: [{since: '3.4.10', value: '300'}],
    min: 0,
    source: 'https://github.com/etcd-io/etcd/pull/11980',
  },
  {
    // Out of these bounds etcd starts all the same, with the default.
    name: 'bcrypt-cost',
    type: 'number',
    ranges: EVERY_VERSION,
    defaults: [{since: '3.4.0', value: '10'}],
    min: 4,
    max: 31,
  },
  {
    name: 'enable-pprof',
    type: 'boolean',
    ranges: EVERY_VERSION,
    defaults: [{since: '3.4.0', value: 'false'}],
  },
  {
    // Any other word is taken for `basic` in silence.
    name: 'metrics',
    type: 'string',
    ranges: EVERY_VERSION,
    defaults: [{since: '3.4.0', value: 'basic'}],
    choices: ['basic', 'extensive'],
  },
  {
    name: 'enable-distributed-tracing',
    type: 'boolean',
    ranges: SINCE_3_6,
    defaults: [{since: '3.6.0', value: 'false'}],
    source: CHANGELOG_3_6,
  },
  {
    name: 'distributed-tracing-address',
    type: 'string',
    ranges: SINCE_3_6,
    defaults: [{since: '3.6.0', value: 'localhost:4317'}],
    source: CHANGELOG_3_6,
  },
  {
    name: 'distributed-tracing-service-name',
    type: 'string',
    ranges: SINCE_3_6,
    defaults: [{since: '3.6.0', value: 'etcd'}],
    source: CHANGELOG_3_6,
  },
  {name: 'distributed-tracing-instance-id', type: 'string', ranges: SINCE_3_6, source: CHANGELOG_3_6},
  {
    // Spans in a million.
    name: 'distributed-tracing-sampling-rate',
    type: 'number',
    goType: 'int',
    ranges: SINCE_3_6,
    defaults: [{since: '3.6.0', value: '0'}],
    min: 0,
    max: 1_000_000,
    source: CHANGELOG_3_6,
  },
  {
    name: 'warning-apply-duration',
    type: 'duration',
    ranges: SINCE_3_6,
    defaults: [{since: '3.6.0', value: '100ms'}],
    yamlForm: 'nanoseconds',
    source: CHANGELOG_3_6,
  },
  {
    name: 'warning-unary-request-duration',
    type: 'duration',
    ranges: SINCE_3_6,
    defaults: [{since: '3.6.0', value: '300ms'}],
    yamlForm: 'nanoseconds',
    source: CHANGELOG_3_6,
  },
  {
    name: 'logger',
    type: 'string',
    ranges: EVERY_VERSION,
    defaults: [
      {since: '3.4.0', value: 'capnslog'},
      {since: '3.5.0', value: 'zap'},
    ],
    choicesByVersion: [
      {since: '3.4.0', values: ['capnslog', 'zap']},
      {since: '3.5.0', values: ['zap']},
    ],
    source: CHANGELOG_3_5,
  },
  {
    name: 'log-level',
    type: 'string',
    ranges: EVERY_VERSION,
    defaults: [{since: '3.4.0', value: 'info'}],
    choices: ['debug', 'info', 'warn', 'error', 'panic', 'fatal'],
  },
  {
    name: 'log-format',
    type: 'string',
    ranges: SINCE_3_6,
    defaults: [{since: '3.6.0', value: 'json'}],
    choices: ['json', 'console'],
  },
  {
    name: 'log-outputs',
    type: 'string-list',
    ranges: EVERY_VERSION,
    defaults: [{since: '3.4.0', value: 'default'}],
    yamlForm: 'list',
  },
  {
    name: 'enable-log-rotation',
    type: 'boolean',
    ranges: SINCE_3_5,
    defaults: [{since: '3.5.0', value: 'false'}],
    source: CHANGELOG_3_5,
  },
  {
    name: 'log-rotation-config-json',
    type: 'string',
    ranges: SINCE_3_5,
    defaults: [
      {
        since: '3.5.0',
        value: '{"maxsize": 100, "maxage": 0, "maxbackups": 0, "localtime": false, "compress": false}',
      },
    ],
    source: CHANGELOG_3_5,
  },
];
