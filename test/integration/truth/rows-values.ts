import {memberFlags} from './member-files.js';
import {CHOICE_ROWS} from './rows-choices.js';
import {NUMBER_ROWS} from './rows-numbers.js';
import {PROXY_ROWS} from './rows-proxies.js';
import {SERVICE_ROWS} from './rows-services.js';
import type {TruthRow} from './truth-row.js';
import {withFlags, withKeys, withVariables} from './value-row.js';

/** How values reach etcd, beside what the other tables have. */
const SOURCES: readonly TruthRow[] = [
  withFlags('\u2013\u2013pre-vote', {
    name: 'a flag with dashes of a web page',
    rules: ['argument-dash'],
    verdict: 'refuses',
    says: /['"]\u2013\u2013pre-vote['"] is not a valid flag/,
  }),
  withFlags('--initial-cluster-token=\u2013\u2013x', {
    name: 'a value with dashes of a web page',
    rules: ['argument-dash'],
    verdict: 'starts',
  }),
  withVariables('ETCD_VERSION=v3.5.0', {
    name: 'a version as variable',
    rules: ['variable-version'],
    verdict: {'3.4': 'refuses', '3.5': 'starts', '3.6': 'starts', '3.7': 'starts'},
    says: /invalid value "v3.5.0" for ETCD_VERSION: parse error/,
  }),
  {
    name: 'a version as variable beside a config file',
    rules: ['variable-version'],
    files: place => ({
      'etcd.yaml': `name: a\ndata-dir: data\nlisten-client-urls: http://127.0.0.1:${place.clientPort}\nadvertise-client-urls: http://127.0.0.1:${place.clientPort}\nlisten-peer-urls: http://127.0.0.1:${place.peerPort}\ninitial-advertise-peer-urls: http://127.0.0.1:${place.peerPort}\ninitial-cluster: a=http://127.0.0.1:${place.peerPort}\n`,
      'run.sh': 'ETCD_VERSION=v3.5.0 etcd --config-file etcd.yaml\n',
    }),
    verdict: 'starts',
  },
  withKeys('peer-transport-security:', {
    name: 'an empty block about peers',
    rules: ['config-value-missing'],
    verdict: {'3.4': 'starts', '3.5': 'starts', '3.6': 'refuses', '3.7': 'refuses'},
    says: /invalid peer-transport-security/,
  }),
  withKeys('client-transport-security:\nsocket-options:\nPeer-Transport-Security:', {
    name: 'empty blocks about all else',
    rules: ['config-value-missing'],
    verdict: 'starts',
  }),
  withKeys('experimental-enable-lease-checkpoint:', {
    name: 'an empty key of a switch that is a feature gate',
    rules: ['config-value-missing'],
    verdict: {'3.4': 'starts', '3.5': 'starts', '3.6': 'refuses', '3.7': 'starts'},
    says: /panic: interface conversion: interface \{\} is nil/,
  }),
  withKeys('experimental-corrupt-check-time:', {
    name: 'an empty key of a duration',
    rules: ['config-value-missing'],
    verdict: 'starts',
  }),
  {
    name: 'a name of etcd 0.4 for the config file',
    rules: [],
    files: place => ({'run.sh': `etcd ${memberFlags(place)} --config=nosuch.yaml\n`}),
    verdict: 'starts',
  },
];

/** How values reach etcd, and what it makes of them. */
export const VALUES_ROWS: readonly TruthRow[] = [
  ...SOURCES,
  ...NUMBER_ROWS,
  ...CHOICE_ROWS,
  ...SERVICE_ROWS,
  ...PROXY_ROWS,
];
