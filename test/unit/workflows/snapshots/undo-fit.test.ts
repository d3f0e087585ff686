import {describe, expect, it} from 'vitest';

import type {StoredMember} from '../../../../src/lib/domain/etcd-data/database-facts.js';
import type {UndoFacts} from '../../../../src/lib/workflows/snapshots/undo-facts.js';
import {aMember, aSpec, members} from '../../../fakes/spec.js';
import {DIRS, factsOf, idsOf, planOf, RESTORE} from './undo-scene.js';

const stored = (count: number): StoredMember[] =>
  members(count).map(({name, ports}) => ({name, peerUrls: [`http://127.0.0.1:${ports.peer}`]}));

/** Of three members only one was restored, and only that one is in the spec. */
function shrunk(change: Partial<UndoFacts> = {}): UndoFacts {
  const facts = factsOf(DIRS.slice(0, 1));
  const {undo} = facts.restore.record;
  return {
    ...facts,
    spec: aSpec({nodes: members(1)}),
    members: facts.members.slice(0, 1),
    restore: {...facts.restore, record: {undo, record: {...undo, clusterId: 'bb2', members: ['infra0']}}},
    keptMembers: stored(3),
    ...change,
  };
}

const withAll = (): Pick<UndoFacts, 'spec' | 'members'> => ({
  spec: aSpec({nodes: members(3)}),
  members: factsOf().members,
});

describe('snapshot undo, where the spec has become another one than that of the data', () => {
  it.each<[what: string, facts: UndoFacts, missing: readonly string[]]>([
    ['as its data names them', shrunk(), ['infra1', 'infra2']],
    ['as was noted where its data cannot be read', withoutKept(shrunk()), ['infra1', 'infra2']],
    ['unless a tool of 3.4 has left them there', oneMember(), []],
    ['and none of the others', shrunk({keptMembers: stored(2)}), ['infra1']],
  ])('asks for the members of before, %s', (_, facts, missing) => {
    const {refusals} = planOf(facts);
    const names = missing.join(', ');
    expect(refusals.map(({code}) => code)).toEqual(missing.length === 0 ? [] : ['E_PREFLIGHT']);
    if (missing.length === 0) return;
    expect(refusals[0]?.message).toMatch(new RegExp(`the members? ${names}, which (is|are) not in the spec`));
    expect(refusals[0]?.hints).toEqual([
      `put ${names} back into the spec as before run ${RESTORE}, then: etcdops snapshot undo`,
      expect.stringContaining(`restore --from-data /data/infra0.replaced-${RESTORE}`) as string,
    ]);
  });

  it('starts those that the spec has again on the data that they have', () => {
    const stayed = new Map([
      ['infra1', true],
      ['infra2', true],
    ]);
    const facts = shrunk({...withAll(), stayed});
    const {refusals, notices} = planOf(facts);
    expect(refusals).toEqual([]);
    expect(notices.join('\n')).toContain(
      'infra1, which the restore left out, starts on the data that it has',
    );
    for (const id of ['start-etcd:infra0', 'start-etcd:infra1', 'start-etcd:infra2', 'verify-health'])
      expect(idsOf(facts)).toContain(id);
    expect(idsOf(facts)).not.toContain('set-aside-data-dir:infra1');
    const record = planOf(facts).steps.find(({id}) => id === 'record-cluster');
    expect(record?.input).toMatchObject({record: {members: ['infra0', 'infra1', 'infra2']}});
  });

  it('leaves one in the spec whose data is gone, and says which', () => {
    const stayed = new Map([
      ['infra1', true],
      ['infra2', false],
    ]);
    const facts = shrunk({...withAll(), stayed});
    const {refusals, notices, done} = planOf(facts);
    expect(refusals).toEqual([]);
    expect(notices.join('\n')).toContain('infra2, which the restore left out, stays behind without data');
    expect(notices.join('\n')).not.toContain('infra2 had no data before');
    expect(done).toContain('member replace infra2');
    expect(idsOf(facts)).toContain('start-etcd:infra1');
    expect(idsOf(facts)).not.toContain('start-etcd:infra2');
  });

  it.each<[what: string, lost: readonly string[], learner: string | undefined, isRefused: boolean]>([
    ['most of the data is gone', ['infra1', 'infra2'], undefined, true],
    ['half of those that vote have none', ['infra1'], 'infra2', true],
    ['all that vote have theirs', ['infra2'], 'infra2', false],
  ])('brings no cluster back without a quorum: %s', (_, lost, learner, isRefused) => {
    const stayed = new Map(['infra1', 'infra2'].map(name => [name, !lost.includes(name)]));
    const keptMembers = stored(3).map(member =>
      member.name === learner ? {...member, isLearner: true as const} : member,
    );
    const {refusals} = planOf(shrunk({...withAll(), stayed, keptMembers}));
    expect(refusals.map(({code}) => code)).toEqual(isRefused ? ['E_PREFLIGHT'] : []);
    if (!isRefused) return;
    expect(refusals[0]?.message).toMatch(new RegExp(`without them it has no quorum: ${lost.join(', ')}$`));
    expect(refusals[0]?.hints[1]).toContain(
      `etcdops snapshot restore --from-data /data/infra0.replaced-${RESTORE}`,
    );
  });

  it('lets apply take members in that the cluster that comes back never had', () => {
    const grown = factsOf(
      DIRS.map(dir => ({...dir, hasOld: dir.name === 'infra0'})),
      {
        keptMembers: stored(1),
      },
    );
    const {record} = grown.restore;
    const undo = {...record.undo, members: ['infra0']};
    const facts = {...grown, restore: {...grown.restore, record: {...record, undo}}};
    const {refusals, notices, done, result} = planOf(facts);
    expect(refusals).toEqual([]);
    expect(notices).toContain('infra1, infra2 had no data before the restore, and have none then');
    expect(done).toMatch(/^Next: etcdops apply$/m);
    expect(result?.next).toEqual(['etcdops status', 'etcdops apply']);
  });

  it('takes one that has joined since for none of those of before, whatever its name', () => {
    const stayed = new Map([['infra2', true]]);
    const [first, ...others] = planOf(shrunk({...withAll(), stayed})).refusals;
    expect(others).toEqual([]);
    expect(first?.message).toContain('infra1 joined after run');
    expect(first?.hints).toContain('etcdops member remove infra1');
  });

  it('asks for the peer URLs of before', () => {
    const facts = factsOf();
    const moved = facts.spec.nodes.map((node, index) =>
      index === 1 ? aMember(1, {ports: {...node.ports, peer: 12_380}}) : node,
    );
    const told = planOf({...facts, spec: {...facts.spec, nodes: moved}, keptMembers: stored(3)}).refusals;
    expect(told).toHaveLength(1);
    const url = stored(3)[1]!.peerUrls[0]!;
    expect(told[0]?.code).toBe('E_PREFLIGHT');
    expect(told[0]?.message).toBe(
      `infra1 has the peer URL ${url} in the data that comes back, and http://127.0.0.1:12380 in the spec`,
    );
    expect(told[0]?.hints).not.toContain('then: etcdops render');
    expect(planOf({...facts, keptMembers: stored(3)}).refusals).toEqual([]);
  });

  it.each<[kept: string | undefined, version: string, named: string | undefined]>([
    ['3.5.0', '3.7.3', 'the data that comes back is of etcd 3.5, and etcd 3.7.3 of the spec'],
    ['3.4.0', '3.6.16', 'of etcd 3.4, and etcd 3.6.16'],
    ['3.7.0', '3.6.16', 'of etcd 3.7, and etcd 3.6.16'],
    ['3.5.0', '3.6.16', undefined],
    ['3.7.0', '3.7.3', undefined],
    [undefined, '3.7.3', undefined],
    ['3.9.0', '3.7.3', undefined],
  ])('weighs data of %s against etcd %s', (keptVersion, version, named) => {
    const facts = factsOf();
    const {refusals} = planOf({
      ...facts,
      spec: {...facts.spec, etcd: {...facts.spec.etcd, version}},
      ...(keptVersion === undefined ? {} : {keptVersion}),
    });
    expect(refusals.map(({code}) => code)).toEqual(named === undefined ? [] : ['E_PREFLIGHT']);
    if (named !== undefined) expect(refusals[0]?.message).toContain(named);
    if (keptVersion === '3.5.0' && named !== undefined) expect(refusals[0]?.hints[0]).toContain('3.5.35');
  });
});

function withoutKept({keptMembers: _, ...facts}: UndoFacts): UndoFacts {
  return facts;
}

/** A cluster of one that was restored from one of three. */
function oneMember(): UndoFacts {
  const facts = shrunk();
  const {restore} = facts;
  const undo = {...restore.record.undo, members: ['infra0']};
  return {...facts, restore: {...restore, record: {...restore.record, undo}}};
}
