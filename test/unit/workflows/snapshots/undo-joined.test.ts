import {describe, expect, it} from 'vitest';

import type {SpecNode} from '../../../../src/lib/domain/spec/schema.js';
import type {UndoFacts} from '../../../../src/lib/workflows/snapshots/undo-facts.js';
import {aMember, aProxy} from '../../../fakes/spec.js';
import {factsOf, idsOf, planOf, RUN} from './undo-scene.js';

describe('snapshot undo, of what came since the restore', () => {
  it.each<[string, readonly string[], readonly string[], string]>([
    ['a disk of all', [], ['/data/infra3', '/wal/infra3'], 'its data is kept'],
    ['a disk of its own', ['/data/infra3'], ['/data/infra3/member', '/wal/infra3'], 'its data is kept'],
    [
      'a disk of its own for the log',
      ['/wal/infra3'],
      ['/data/infra3'],
      'the log of infra3 stays in /wal/infra3',
    ],
  ])('takes a member that joined since out of the spec, with what it has on %s', (_, mounts, moved, told) => {
    const facts = factsOf();
    const node = aMember(3, {dataDir: '/data/infra3', walDir: '/wal/infra3'});
    const plan = planOf({
      ...facts,
      spec: {...facts.spec, nodes: [...facts.spec.nodes, node]},
      members: [...facts.members, {node, isHere: true, leads: false}],
      places: new Map([...facts.places, ['infra3', ['/data/infra3', '/data/infra3/member', '/wal/infra3']]]),
      mounts: new Set(mounts),
    });
    expect(plan.refusals).toEqual([]);
    expect(plan.notices.join('\n')).toContain('infra3 joined after the restore');
    expect(plan.notices.join('\n')).toContain(told);
    const inputOf = (id: string) => plan.steps.find(step => step.id === id)?.input;
    expect(inputOf('write-spec:token')).toMatchObject({changes: [{drop: 'infra3'}], undo: [{put: node}]});
    const dirs = [inputOf('set-aside-data-dir:infra3'), inputOf('set-aside-wal-dir:infra3')];
    expect(dirs.filter(Boolean)).toEqual(moved.map(from => ({from, to: `${from}.undone-${RUN}`})));
    expect(plan.steps.map(({id}) => id)).not.toContain('start-etcd:infra3');
  });

  it('leaves the link by which a member that joined since has its data', () => {
    const facts = factsOf();
    const node = aMember(3, {dataDir: '/srv/link'});
    const plan = planOf({
      ...facts,
      spec: {...facts.spec, nodes: [...facts.spec.nodes, node]},
      members: [...facts.members, {node, isHere: true, leads: false}],
      places: new Map([...facts.places, ['infra3', ['/data/infra3', '/data/infra3/member']]]),
    });

    expect(plan.steps.find(({id}) => id === 'set-aside-data-dir:infra3')!.input).toEqual({
      from: '/data/infra3',
      to: `/data/infra3.undone-${RUN}`,
      keepsFolder: true,
    });
  });

  const promoted = (proxy: SpecNode, member: SpecNode, others: readonly SpecNode[] = []): UndoFacts => {
    const facts = factsOf();
    return {
      ...facts,
      spec: {...facts.spec, nodes: [...facts.spec.nodes, member, ...others]},
      restore: {...facts.restore, promoted: [{member: member.name, proxy}]},
      members: [...facts.members, {node: member, isHere: true, managedBy: 'etcdops', leads: false}],
      places: new Map([...facts.places, [member.name, [`/data/${member.name}`]]]),
    };
  };

  it('makes the proxy that it was of a member that was promoted since', () => {
    const proxy = aProxy('v2-proxy');
    const member = aMember(3, {name: proxy.name});
    const facts = promoted(proxy, member);
    const {steps, notices, result} = planOf(facts);
    const written = steps.find(({id}) => id === 'write-spec:token')?.input;
    expect(written).toMatchObject({changes: [{put: proxy}], undo: [{put: member}]});
    expect(notices.join('\n')).toContain('proxy0 was promoted after the restore, and is the v2-proxy again');
    expect(idsOf(facts)).toEqual(expect.arrayContaining(['stop-etcd:proxy0', 'set-aside-data-dir:proxy0']));
    const files = idsOf(facts).filter(id => /^(?:set-aside|write)-files/.test(id));
    expect(files).toEqual(['set-aside-files:proxy0', 'write-files:token']);
    expect(idsOf(facts).at(-1)).toBe('start-etcd:proxy0');
    expect(result).toMatchObject({left: ['proxy0'], demoted: ['proxy0'], restarted: ['proxy0']});
  });

  it('brings a proxy back that a member of another name took the place of, unless its name is taken', () => {
    const [proxy, member] = [aProxy('gateway'), aMember(3)];
    const facts = promoted(proxy, member);
    const written = planOf(facts).steps.find(({id}) => id === 'write-spec:token')?.input;
    expect(written).toMatchObject({changes: [{put: proxy}, {drop: 'infra3'}]});
    expect(idsOf(facts)).toEqual(expect.arrayContaining(['set-aside-files:infra3', 'start-etcd:gateway0']));
    expect(planOf(facts).notices.join()).toContain(
      'infra3 was promoted after the restore, and is the gateway',
    );

    const {steps, notices} = planOf(promoted(proxy, member, [{...proxy, ports: {client: 9}}]));
    expect(steps.find(({id}) => id === 'write-spec:token')?.input).toMatchObject({
      changes: [{drop: 'infra3'}],
    });
    expect(notices.join()).toContain('infra3 joined after the restore');
  });
});
