import {describe, expect, it} from 'vitest';

import type {SpecChange} from '../../../../src/lib/domain/spec/spec-change.js';
import {findRestore} from '../../../../src/lib/workflows/snapshots/find-restore.js';
import {restoredCluster} from '../../../../src/lib/workflows/snapshots/planned-steps.js';
import type {
  RestoreFacts,
  SnapshotRestoreInput,
} from '../../../../src/lib/workflows/snapshots/restore-facts.js';
import {aMember, aProxy, aSpec, members} from '../../../fakes/spec.js';
import {factsOf, planOf} from './restore-scene.js';

const idBy = (token: string): string => restoredCluster(aSpec({nodes: members(1)}), token, 1).clusterId;
const RESTORED = {clusterId: 'bb2', formerClusterIds: [idBy('demo-first')], members: []};

const COUNTED = {clusterId: 'aa1', members: [], keys: 4, hadQuorum: true, savedAt: '2026-11-26T10:00:00Z'};

describe('snapshot restore, planned', () => {
  it('refuses what would take a mount along, or cannot be renamed', () => {
    const refusalsOf = (dir: Partial<RestoreFacts['members'][number]['dirs'][number]>): string => {
      const facts = factsOf(members(1));
      const [member] = facts.members;
      const dirs = [{...member!.dirs[0]!, ...dir}];
      return planOf({...facts, members: [{...member!, dirs}]})
        .refusals.map(({message}) => message)
        .join();
    };
    expect(refusalsOf({mountsInside: ['/data/infra0/member/wal']})).toContain(
      '/data/infra0/member/wal is mounted inside the data of infra0',
    );
    expect(refusalsOf({kind: 'wal', isMount: true})).toContain('cannot change places');
    expect(refusalsOf({isMount: true})).toBe('');
  });

  it('tells scripts what becomes of what, with paths below the folder of the spec relative', () => {
    const {result, done} = planOf(factsOf([...members(1), aProxy('gateway')]), {token: 'new'});
    expect(done).toContain('What was before is kept as infra0.replaced-20261126T100000Z-abcdef; etcdops');
    expect(result).toMatchObject({
      snapshot: {path: '/s.db', revision: 6, totalKeys: 5, sha256: 'ab'.repeat(32), verified: true},
      cluster: {name: 'demo', token: 'new', members: 1, revision: 1_000_000_006, formerId: 'aa1'},
      bumpRevision: 1_000_000_000,
      members: [{name: 'infra0', dataDir: 'infra0', kept: ['infra0.replaced-20261126T100000Z-abcdef']}],
      restarted: ['gateway0'],
      next: ['etcdops status', 'etcdops snapshot undo'],
    });
    expect(planOf(factsOf(members(1)), {bump: 'none'}).result).not.toHaveProperty('bumpRevision');
  });

  it('says before it begins which data stays behind, and that an undo needs the spec of before', () => {
    const left = [{name: 'infra1', dataDir: '.etcdops/data/infra1', path: '/srv/demo/.etcdops/data/infra1'}];
    const told = planOf(factsOf(members(1), {left})).notices.join('\n');
    expect(told).toContain('infra1 in .etcdops/data/infra1; etcdops snapshot undo starts it again only once');
    expect(planOf(factsOf(members(1))).notices.join('\n')).not.toContain('stays where it is');
  });

  it('does what takes long first, stops the leader last, and starts proxies when members are healthy', () => {
    const {steps, refusals} = planOf(factsOf([...members(2), aProxy('gateway')]));
    expect(refusals).toEqual([]);
    expect(steps.map(({id}) => id)).toEqual([
      'verify-snapshot',
      'restore-member:infra0',
      'restore-member:infra1',
      'stop-etcd:gateway0',
      'stop-etcd:infra1',
      'stop-etcd:infra0',
      'write-spec:token',
      'write-files:token',
      'swap-data-dir:infra0',
      'swap-data-dir:infra1',
      'record-cluster',
      'start-etcd:infra0',
      'start-etcd:infra1',
      'verify-health',
      'verify-restored',
      'disarm-alarms',
      'start-etcd:gateway0',
    ]);
    expect(steps.filter(({pointOfNoReturn}) => pointOfNoReturn).map(({id}) => id)).toEqual([
      'record-cluster',
    ]);
  });

  it('makes a cluster with a token of its own, whose id all steps agree on', () => {
    const {steps} = planOf(factsOf(members(3)));
    const inputs = new Map(steps.map(({id, input}) => [id, input]));
    expect(inputs.get('write-spec:token')).toMatchObject({
      token: {before: 'demo-7f3c91', after: 'demo-abcdef'},
    });
    const {clusterId} = inputs.get('verify-restored') as {clusterId: string};
    expect(inputs.get('restore-member:infra2')).toMatchObject({
      token: 'demo-abcdef',
      clusterId,
      bumpRevision: 1e9,
    });
    expect(inputs.get('record-cluster')).toMatchObject({record: {clusterId, formerClusterIds: ['aa1']}});
    expect(inputs.get('verify-restored')).toMatchObject({revision: 1_000_000_006, totalKeys: 5});
  });

  it('counts the keys as the source did, with any etcd', () => {
    const counted = {...factsOf(members(1)).report, manifest: COUNTED as never};
    const {steps} = planOf(factsOf(members(1), {report: counted, version: '3.4.23'}));
    expect(steps.find(({id}) => id === 'verify-restored')?.input).toMatchObject({keys: 4});
  });

  it('lets who joined begin the new cluster', () => {
    const joined = aMember(1, {initialClusterState: 'existing', learner: true});
    const {steps, notices} = planOf(factsOf([aMember(0), joined]));
    const written = steps.find(({id}) => id === 'write-spec:token')!.input;
    expect(written['changes']).toEqual([{put: aMember(1)}]);
    expect(notices.join()).toContain('infra1 is a learner and comes back as a voter');
  });

  it.each<[string, Partial<RestoreFacts>, Partial<SnapshotRestoreInput>, string]>([
    ['the token of before', {}, {token: 'demo-7f3c91'}, 'E_USAGE'],
    ['the token of before an earlier restore', {record: RESTORED}, {token: 'demo-first'}, 'E_USAGE'],
    ['a port in use', {portProblems: ['client port 2379 is in use']}, {}, 'E_PREFLIGHT'],
    [
      'no room',
      {rooms: [{name: 'infra0', path: '/data', device: 1, freeBytes: 1, neededBytes: 2}]},
      {},
      'E_PREFLIGHT',
    ],
    ['a cluster with users', {lacksUser: true}, {}, 'E_PREFLIGHT'],
    ['a raise that this etcd cannot make', {version: '3.4.23'}, {bump: 5}, 'E_UNSUPPORTED'],
  ])('refuses %s', (_, change, input, code) => {
    expect(planOf(factsOf(members(1), change), input).refusals.map(one => one.code)).toEqual([code]);
  });

  it('refuses members of other machines, and those that something else runs', () => {
    const facts = factsOf(members(2));
    const [first, second] = facts.members;
    const {refusals} = planOf({
      ...{...facts, report: {...facts.report, path: '/s 7.db'}, lacksUser: true},
      members: [
        {...first!, isHere: false},
        {...second!, managedBy: 'other'},
      ],
    });
    expect(refusals.map(({code}) => code)).toEqual(['E_REMOTE_NODE', 'E_PREFLIGHT', 'E_PREFLIGHT']);
    const hints = refusals.flatMap(one => one.hints);
    for (const end of ['--to DIR', '--user root']) expect(hints.join()).toContain(`restore '/s 7.db' ${end}`);
  });
});

describe('the restore that an undo takes back', () => {
  const {steps} = planOf(factsOf(members(1)));
  const restore = (id: string, end: string) => ({header: {id, workflow: 'snapshot restore', steps}, end});
  const kept = new Set(['/data/infra0.replaced-20261126T100000Z-abcdef']);
  const undo = {
    header: {
      id: 'U',
      workflow: 'snapshot undo',
      steps: [
        {
          ...{id: 'swap-data-dir:infra0', title: '', action: 'swap-dir'},
          input: {swap: {incoming: '/data/infra0.replaced-20261126T100000Z-abcdef'}},
        },
      ],
    },
    end: 'done',
  };

  it.each([
    ['the last one', [restore('R', 'done')], kept, 'R'],
    ['none that was refused', [restore('R', 'refused')], kept, undefined],
    ['none that was aborted before it swapped', [restore('R', 'aborted')], new Set<string>(), undefined],
    ['one that was aborted after it swapped', [restore('R', 'aborted')], kept, 'R'],
    ['none that was taken back', [undo, restore('R', 'done')], new Set<string>(), undefined],
    ['one whose data somebody removed, to be told so', [restore('R', 'done')], new Set<string>(), 'R'],
  ])('%s', (_, runs, there, id) => {
    expect(findRestore(runs, there)?.id).toBe(id);
  });

  const write = (changes: readonly SpecChange[], before: readonly SpecChange[]) => ({
    ...{id: 'write-spec:x', title: '', action: 'write-spec'},
    input: {changes, undo: before},
  });
  const run = (workflow: string, ...written: ReturnType<typeof write>[]) => ({
    header: {id: workflow, workflow, steps: written},
    end: 'done',
  });
  const [proxy, joined] = [aProxy('gateway'), aMember(3)];
  const promote = run(
    'promote',
    write(
      [{drop: proxy.name}, {put: joined}, {put: aMember(0)}],
      [{put: proxy}, {drop: 'infra3'}, {put: aMember(0)}],
    ),
    write([{put: joined}], [{put: joined}]),
  );
  const add = run('member add', write([{put: joined}], [{drop: 'infra3'}]));
  const remove = run('member remove', write([{drop: 'infra3'}], [{put: joined}]));

  it.each([
    ['nobody', [], []],
    ['a member in place of a proxy', [promote], [{member: 'infra3', proxy}]],
    ['nobody in place of one, where the name is another member by now', [add, remove, promote], []],
    [
      'a member in place of a proxy, whatever came to nothing after it',
      [{...add, end: 'aborted'}, {...add, end: 'refused'}, promote],
      [{member: 'infra3', proxy}],
    ],
    ['nobody by a promotion that was aborted', [{...promote, end: 'aborted'}], []],
    [
      'a member that joined first and became one in place of a proxy',
      [promote, remove, add],
      [{member: 'infra3', proxy}],
    ],
  ])('has got %s since', (_, since, promoted) => {
    expect(findRestore([...since, restore('R', 'done'), promote], kept)?.promoted).toEqual(promoted);
  });
});
