import {DISCOVERY_SETTINGS} from './discovery-settings.js';
import {EXPERIMENTAL_SETTINGS} from './experimental-settings.js';
import {LEGACY_SETTINGS} from './legacy-settings.js';
import {MEMBER_SETTINGS} from './member-settings.js';
import {SERVICE_SETTINGS} from './service-settings.js';
import {TLS_SETTINGS} from './tls-settings.js';
import {TUNING_SETTINGS} from './tuning-settings.js';
import type {EtcdSetting} from './types.js';

/**
 * Every flag of the etcd server from 3.4 to 3.7 that means something. Left out: `help`, `version`, and the
 * names of etcd 0.4 (`force`, `snapshot`, `v`, `vv`, `config`, …) that each version accepts and then drops.
 * @see https://etcd.io/docs/latest/op-guide/configuration/
 */
export const ETCD_SETTINGS: readonly EtcdSetting[] = [
  ...MEMBER_SETTINGS,
  ...DISCOVERY_SETTINGS,
  ...TLS_SETTINGS,
  ...TUNING_SETTINGS,
  ...SERVICE_SETTINGS,
  ...EXPERIMENTAL_SETTINGS,
  ...LEGACY_SETTINGS,
];
