import {expect, it} from 'vitest';

import {findSetting} from '../../../../src/lib/domain/etcd-settings/lookup.js';
import {removalOf} from '../../../../src/lib/domain/rules/replacement.js';

it.each([
  ['enable-v2', '3.6.16', 'remove it: etcd 3.6 has no v2 API'],
  [
    'proxy-read-timeout',
    '3.7.3',
    'remove it: etcd 3.6 has no v2 proxy; a gateway or a gRPC proxy takes its place',
  ],
  // It is not there yet: what will become of it later is no help.
  ['v2-deprecation', '3.4.45', 'remove it'],
  ['next-cluster-version-compatible', '3.4.23', 'remove it'],
  ['next-cluster-version-compatible', '3.5.35', 'remove it: only a 3.4 binary in a 3.5 cluster needs it'],
  ['log-format', '3.5.35', 'remove it'],
])('what to do about %s in etcd %s', (name, version, expected) => {
  expect(removalOf(findSetting(name)!, version)).toBe(expected);
});
