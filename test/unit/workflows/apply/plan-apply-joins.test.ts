import {describe, expect, it} from 'vitest';

import {initialClusterOf} from '../../../../src/lib/domain/nodes/node-urls.js';
import type {ClusterSpec, SpecNode} from '../../../../src/lib/domain/spec/schema.js';
import {planApply} from '../../../../src/lib/workflows/apply/plan-apply.js';
import {factsOf, type Given} from '../../../fakes/apply-facts.js';
import {aMember as seen, aMembership} from '../../../fakes/membership.js';
import {aMember, aSpec, members} from '../../../fakes/spec.js';

/** By the node whose config file is written: the members that it is told of then. */
function told(spec: ClusterSpec, given: Given): Record<string, string[]> {
  const steps = planApply(factsOf(spec, given)).steps.filter(({action}) => action === 'write-config');
  return Object.fromEntries(
    steps.map(({input}): [string, string[]] => {
      const {node, members: nodes} = input as unknown as {node: string; members: SpecNode[]};
      return [node, initialClusterOf(spec, nodes).split(',')];
    }),
  );
}

const MOVED = aMember(1, {ports: {client: 2389, peer: 2777, metrics: 2391}});
const NEW = aMember(3);

describe('a member that joins is told of the others as the cluster has them', () => {
  it('of one that moves afterwards, where it is now', () => {
    const spec = aSpec({nodes: [aMember(0), MOVED, aMember(2), NEW]});
    const [first, third] = ['infra0=http://127.0.0.1:2380', 'infra2=http://127.0.0.1:2400'];

    const {infra1, infra3} = told(spec, {});

    expect(infra3!.sort()).toEqual([
      first,
      'infra1=http://127.0.0.1:2390',
      third,
      'infra3=http://127.0.0.1:2410',
    ]);
    expect(infra1!.sort()).toEqual([
      first,
      'infra1=http://127.0.0.1:2777',
      third,
      'infra3=http://127.0.0.1:2410',
    ]);
  });

  const STRANGER = {name: 'default', clientUrls: []};

  it('of strangers by names of their own, with all their peer URLs', () => {
    const urls = ['http://10.0.0.9:2380', 'http://[fd00::9]:2380'];
    const [one, other] = [seen(8, {...STRANGER, peerUrls: urls}), seen(9, STRANGER)];
    const facts = aMembership([seen(0), seen(1), seen(2), one, other]);

    const {infra3} = told(aSpec({nodes: [...members(3), NEW]}), {facts});

    expect(infra3!.slice(3)).toEqual([
      `${one.id}=http://10.0.0.9:2380`,
      `${one.id}=http://[fd00::9]:2380`,
      `${other.id}=http://127.0.0.1:2470`,
      'infra3=http://127.0.0.1:2410',
    ]);
  });

  it('of a stranger by its own URL, where DNS names the others', () => {
    const spec = aSpec({bootstrap: {method: 'srv', domain: 'a.test'}, nodes: [...members(3), NEW]});
    const own = [0, 1, 2].map(index =>
      seen(index, {peerUrls: [`http://infra${index}.a.test:${2380 + 10 * index}`]}),
    );
    const stranger = seen(9, {...STRANGER, peerUrls: ['http://10.0.0.9:2380']});

    const {infra3} = told(spec, {facts: aMembership([...own, stranger])});

    expect(infra3).toContain(`${stranger.id}=http://10.0.0.9:2380`);
    expect(infra3).toContain('infra0=http://infra0.a.test:2380');
  });
});

it('removes two strangers of one name in steps of their own', () => {
  const strangers = [8, 9].map(index => seen(index, {name: 'default'}));
  const facts = aMembership([seen(0), seen(1), seen(2), ...strangers]);

  const ids = planApply(factsOf(aSpec(), {facts})).steps.map(({id}) => id);

  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual(expect.arrayContaining(strangers.map(({id}) => `remove-member:${id}`)));
});

it('nodes of other machines are changed there, by a command that fits', () => {
  const host = '10.0.0.9';
  const spec = aSpec({nodes: [aMember(0), {...MOVED, host}, aMember(2), {...NEW, host}]});

  const {refusals} = planApply(factsOf(spec, {remote: ['infra1', 'infra3']}));

  const remote = refusals.filter(({code}) => code === 'E_REMOTE_NODE');
  expect(remote.map(({hints}) => hints)).toEqual([
    [`ssh ${host}, and run etcdops there`],
    ['etcdops member add infra3 shows what to type there'],
  ]);
});
