import {memberConfig} from './member-files.js';
import type {TruthRow} from './truth-row.js';

/** Keys of a config file that no flag has. */
export const OWN_KEY_ROWS: readonly TruthRow[] = [
  {
    name: 'names that clients may have',
    rules: ['config-type'],
    files: place => memberConfig(place, 'client-transport-security: {allowed-cn: [c]}'),
    verdict: 'starts',
  },
  {
    name: 'names that clients may have, as a text',
    rules: ['config-type'],
    files: place => memberConfig(place, 'client-transport-security: {allowed-cn: c}'),
    verdict: {'3.4': 'starts', '3.5': 'refuses', '3.6': 'refuses', '3.7': 'refuses'},
    says: /client-transport-security\.allowed-cn of type \[\]string/,
  },
  {
    name: 'a switch of client certificates that is a text',
    rules: ['config-type'],
    files: place => memberConfig(place, 'client-transport-security: {skip-client-san-verification: "true"}'),
    verdict: {'3.4': 'starts', '3.5': 'starts', '3.6': 'refuses', '3.7': 'refuses'},
    says: /skip-client-san-verification of type bool/,
  },
  {
    name: 'a limit of the client of discovery that is a text',
    rules: ['config-type'],
    files: place => memberConfig(place, 'discovery-config: {client: {max-request-bytes: "5"}}'),
    verdict: {'3.6': 'refuses', '3.7': 'refuses'},
    says: /discovery-config\.client\.max-request-bytes of type int/,
  },
  {
    name: 'keys of older versions that say what the default was, or nothing',
    rules: [],
    files: place =>
      memberConfig(
        place,
        "discovery:\ndiscovery-proxy:\nproxy: 'off'\nproxy-read-timeout: 0\ndebug: false\nlog-package-levels:",
      ),
    verdict: 'starts',
  },
];
