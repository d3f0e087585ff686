import {expect, it} from 'vitest';

import {asRestored} from '../../../../src/lib/domain/snapshots/restored-config.js';

const config = {name: 'infra0', 'data-dir': 'live', 'initial-cluster-state': 'new'};

it.each([
  [config, {dataDir: '/to/infra0'}, {'data-dir': '/to/infra0'}],
  [
    {...config, 'wal-dir': 'log'},
    {dataDir: '/to/a', walDir: '/to/b'},
    {'data-dir': '/to/a', 'wal-dir': '/to/b'},
  ],
  // That of a member which meets the others by discovery has none.
  [{name: 'infra0', discovery: 'https://discovery.example/x'}, {dataDir: '/to/a'}, {'data-dir': '/to/a'}],
])('a config of restored data names them, and begins no cluster without them', (given, place, named) => {
  expect(asRestored(given, place)).toEqual({...given, ...named, 'initial-cluster-state': 'existing'});
});
