import {expect, it} from 'vitest';

import {
  otherPlaceHints,
  otherPlaceMessage,
  placeInConfig,
  type FoundPlace,
} from '../../../../src/lib/domain/cluster/other-place.js';

it.each<[what: string, config: Record<string, string>, place: ReturnType<typeof placeInConfig>]>([
  ['a path below the folder', {'data-dir': 'data/a'}, {dataDir: '/c/data/a'}],
  ['a path elsewhere, and a log', {'data-dir': '/d', 'wal-dir': 'w'}, {dataDir: '/d', walDir: '/c/w'}],
  ['no path, and a log of no name', {name: 'infra0', 'wal-dir': ''}, {dataDir: '/c/infra0.etcd'}],
  ['a name that is none', {name: ''}, {dataDir: '/c/.etcd'}],
  ['nothing', {}, {dataDir: '/c/default.etcd'}],
])('reads from a config file where data is kept: %s', (_, config, place) => {
  expect(placeInConfig(new Map(Object.entries(config)), '/c')).toEqual(place);
});

const at = (dataDir: string, hasLog: boolean, walDir?: string): FoundPlace => ({
  dataDir,
  hasLog,
  ...(walDir === undefined ? {} : {walDir}),
});
const WRITE = 'where the place in the file is the right one: write it into the spec';

it.each<[what: string, file: FoundPlace, spec: FoundPlace, message: string, hints: string[]]>([
  [
    'data that is left behind',
    at('/a', false),
    at('/b', true),
    'has the data of infra1 in /a, the spec has it in /b, where its data is: it would start empty',
    [],
  ],
  [
    'data in both',
    at('/a', true),
    at('/b', true),
    'has the data of infra1 in /a, the spec has it in /b, and both have a log',
    [WRITE],
  ],
  [
    'data that the spec does not know',
    at('/a', true),
    at('/b', false),
    'has the data of infra1 in /a, the spec has it in /b, where no log is',
    [WRITE],
  ],
  [
    'no data yet',
    at('/a', false),
    at('/b', false),
    'has the data of infra1 in /a, the spec has it in /b',
    [],
  ],
  [
    'a log that was moved out',
    at('/a', false),
    at('/a', true, '/w'),
    'has the log of infra1 in the data directory, the spec has it in /w, where its data is: it would start empty',
    [],
  ],
])('says of a config file what it would start on: %s', (_, file, spec, message, hints) => {
  const other = {name: 'infra1', path: 'nodes/infra1/etcd.yaml', file, spec};
  expect(otherPlaceMessage(other)).toBe(`nodes/infra1/etcd.yaml ${message}`);
  expect(otherPlaceHints(other)).toEqual(hints);
});
