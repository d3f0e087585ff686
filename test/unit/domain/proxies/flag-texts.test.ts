import {expect, it} from 'vitest';

import {settingOf, settingsOfRole} from '../../../../src/lib/domain/process/role-settings.js';
import {PROXY_FLAG_TEXTS} from '../../../../src/lib/domain/proxies/flag-texts.js';

it.each(['gateway', 'grpc-proxy'] as const)(
  'every flag that some etcd has for a %s is there, and no other',
  role => {
    const known = ['3.4.23', '3.5.35', '3.6.16', '3.7.3'].flatMap(version =>
      settingsOfRole(role, version).map(({name}) => name),
    );

    expect(Object.keys(PROXY_FLAG_TEXTS[role]).sort()).toEqual([...new Set(known)].sort());
  },
);

it.each(['v2-proxy', 'gateway', 'grpc-proxy'] as const)('a %s: switches are switches of etcd', role => {
  const wrong = Object.entries(PROXY_FLAG_TEXTS[role]).filter(
    ([name, {value}]) => (settingOf(role, name)?.type === 'boolean') !== (value === undefined),
  );

  expect(wrong).toEqual([]);
});
