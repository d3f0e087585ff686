import {describe, expect, it} from 'vitest';

import type {EtcdData} from '../../../../src/lib/adapters/etcd-data/etcd-data.js';
import type {DatabaseFacts} from '../../../../src/lib/domain/etcd-data/database-facts.js';
import type {SpecContext} from '../../../../src/lib/workflows/cluster-run.js';
import {keptDataOf, keptFacts, stayedOf} from '../../../../src/lib/workflows/snapshots/undo-kept.js';
import {aMember, aProxy, aSpec, members} from '../../../fakes/spec.js';
import {strict} from '../../../fakes/strict.js';
import {DIRS, factsOf, type Dir} from './undo-scene.js';

const MEMBERS = [{name: 'infra0', peerUrls: ['http://127.0.0.1:2380']}];
const database = (change: Partial<DatabaseFacts> = {}): DatabaseFacts => ({
  revision: 7,
  members: MEMBERS,
  authEnabled: false,
  ...change,
});

function contextOf(etcdData: Partial<EtcdData>, nodes = members(3)): SpecContext {
  return {
    adapters: strict<SpecContext['adapters']>('adapters', {etcdData: strict<EtcdData>('etcdData', etcdData)}),
    loaded: {folder: '/srv/demo', path: '/srv/demo/etcdops.yaml', spec: aSpec({nodes})},
  } as SpecContext;
}

describe('what the data that comes back tells', () => {
  it.each<[what: string, data: DatabaseFacts | undefined, facts: object]>([
    ['nothing where it cannot be read', undefined, {}],
    ['revision and members', database(), {keptRevision: 7, keptMembers: MEMBERS}],
    [
      'the version on which the members had agreed',
      database({clusterVersion: '3.5.0', storageVersion: '3.6.0'}),
      {keptRevision: 7, keptMembers: MEMBERS, keptVersion: '3.5.0'},
    ],
    [
      'the version of its schema where they had agreed on none',
      database({storageVersion: '3.6.0'}),
      {keptRevision: 7, keptMembers: MEMBERS, keptVersion: '3.6.0'},
    ],
  ])('%s', (_, data, facts) => {
    expect(keptFacts(data)).toEqual(facts);
  });

  it.each<[what: string, dirs: readonly Dir[], path: string | undefined]>([
    ['of the first member that has some', DIRS, '/data/infra0.replaced-RUN/member/snap/db'],
    [
      'of the next where nothing is kept of that',
      [{...DIRS[0]!, hasOld: false}, DIRS[1]!],
      '/data/infra1.replaced-RUN/member/snap/db',
    ],
    [
      'in a mount, of which only what is in it moved',
      [{...DIRS[0]!, isMount: true}],
      '/data/infra0/member.replaced-RUN/snap/db',
    ],
    ['of none where only a log is kept', [{...DIRS[0]!, kind: 'wal'}], undefined],
  ])('is read %s', async (_, dirs, path) => {
    const facts = factsOf(dirs);
    const {restore} = facts;
    const asked: string[] = [];
    const read: EtcdData['database'] = async found => (asked.push(found), database());
    const data = await keptDataOf(contextOf({database: read}), facts);
    expect(asked.map(found => found.replace(restore.id, 'RUN'))).toEqual(path === undefined ? [] : [path]);
    expect(data).toEqual(path === undefined ? undefined : database());
  });
});

describe('a member that the restore left out and the spec has again', () => {
  type Sight = Awaited<ReturnType<EtcdData['lookAt']>>;
  const facts = factsOf(DIRS.slice(0, 1));
  const {restore} = facts;
  const sight = (hasMember: boolean, clusterId?: string) =>
    ({hasMember, ...(clusterId === undefined ? {} : {clusterId})}) as Sight;

  it.each<[what: string, found: Sight, stayed: boolean | undefined]>([
    ['has its data', sight(true, 'aa1'), true],
    ['has no data any more', sight(false), false],
    ['has not even a folder any more', undefined, false],
    ['joined since, with data of another cluster', sight(true, 'bb2'), undefined],
    ['has data that does not tell of which cluster it is', sight(true), undefined],
  ])('%s', async (_, found, stayed) => {
    const asked: string[] = [];
    const lookAt: EtcdData['lookAt'] = async ({dataDir}) => (asked.push(dataDir), found);
    const context = contextOf({lookAt}, [...members(2), aProxy('gateway')]);
    const result = await stayedOf(context, facts);
    expect(result.logless).toEqual([]);
    expect([...result.stayed]).toEqual(stayed === undefined ? [] : [['infra1', stayed]]);
    expect(asked).toEqual(['/srv/demo/.etcdops/data/infra1']);
  });

  it('has no own data where the cluster that comes back has no id', async () => {
    const {undo} = restore.record;
    const {clusterId: _, ...unnamed} = undo;
    const found = {...restore, record: {...restore.record, undo: unnamed}};
    const context = contextOf({lookAt: async () => sight(false)}, members(2));
    expect([...(await stayedOf(context, {...facts, restore: found})).stayed]).toEqual([['infra1', false]]);
  });

  it('is none that the cluster that comes back did not have', async () => {
    const {undo} = restore.record;
    const found = {...restore, record: {...restore.record, undo: {...undo, members: ['infra0']}}};
    const result = await stayedOf(contextOf({}, members(2)), {...facts, restore: found});
    expect(result.stayed.size).toBe(0);
  });

  const wal = (hasOld: boolean): Dir => ({name: 'infra0', kind: 'wal', path: '/wal/new', hasOld});
  const KEPT = `/wal/new.replaced-${restore.id}`;

  it.each<
    [
      what: string,
      hasOld: boolean,
      logs: Record<string, string>,
      stayed: boolean | undefined,
      logless: boolean,
    ]
  >([
    [
      'stayed, and its log is where the spec had it then',
      false,
      {'/wal/new': 'bb2', '/wal/old': 'aa1'},
      true,
      true,
    ],
    ['stayed, and its log comes back', true, {'/wal/new': 'bb2', [KEPT]: 'aa1'}, true, false],
    ['is of another cluster', false, {'/wal/new': 'bb2', '/wal/old': 'cc3'}, undefined, false],
  ])('has data that %s', async (_, hasOld, logs, stayed, isLogless) => {
    const walDir = '/wal/new';
    const scene = factsOf([wal(hasOld)]);
    const coming = {
      ...scene,
      restore: {...scene.restore, before: [aMember(0, {walDir: hasOld ? walDir : '/wal/old'})]},
      places: new Map([['infra0', ['/data/infra0', '/data/infra0/member', walDir]]]),
    };
    const lookAt: EtcdData['lookAt'] = async dirs => sight(true, logs[dirs.walDir ?? '']);
    const found = await stayedOf(contextOf({lookAt}, [aMember(0, {walDir})]), coming);
    expect(found.logless).toEqual(isLogless ? ['infra0'] : []);
    expect([...found.stayed]).toEqual(stayed === undefined ? [] : [['infra0', stayed]]);
  });
});
