import {describe, expect, it} from 'vitest';

import type {SpecNode} from '../../../../src/lib/domain/spec/schema.js';
import {planApply} from '../../../../src/lib/workflows/apply/plan-apply.js';
import {factsOf} from '../../../fakes/apply-facts.js';
import {aMember as seen, aMembership} from '../../../fakes/membership.js';
import {aMember, aProxy, aSpec} from '../../../fakes/spec.js';

const AWAY = aMembership([
  seen(0),
  seen(1),
  seen(2, {peerUrls: ['http://10.0.0.9:2400'], clientUrls: ['http://10.0.0.9:2399']}),
]);

describe('apply', () => {
  it.each<[what: string, changes: string[], notice: string]>([
    [
      'what becomes of a change',
      ['snapshot-count'],
      'infra2 is on 10.0.0.9 and goes by what it was told before (snapshot-count) until its files are brought there and it restarts: etcdops up infra2 and etcdops restart infra2 show what to type',
    ],
    [
      'what it cannot know once the files are written here',
      [],
      'nobody sees from here by which files infra2 (10.0.0.9) goes: where they were written anew since they were brought there, etcdops up infra2 and etcdops restart infra2 show what to type',
    ],
  ])('tells of another machine, on which it restarts nothing, %s', (_, infra2, notice) => {
    const nodes = [aMember(0), aMember(1), aMember(2, {host: '10.0.0.9', dataDir: 'data'})];

    const plan = planApply(
      factsOf(aSpec({nodes}), {made: nodes, changes: {infra2}, remote: ['infra2'], facts: AWAY}),
    );

    expect(plan.steps.filter(({action}) => action === 'restart-etcd')).toEqual([]);
    expect(plan.notices).toEqual([notice]);
    expect(plan.done).toMatch(/^What is on this machine is as the spec has it: 3 voters/);
  });

  it.each<[what: string, dropped: SpecNode[], lines: string[]]>([
    ['a gateway', [aProxy('gateway', {host: '10.0.0.9'})], ['etcd-demo-gateway0.service']],
    [
      'a gRPC proxy',
      [aProxy('grpc-proxy', {host: '10.0.0.9'})],
      ['etcd-demo-grpc-proxy0.service; its data directory stays there'],
    ],
    [
      'a member and a gateway',
      [aMember(2, {host: '10.0.0.9', dataDir: 'data'}), aProxy('gateway', {host: '10.0.0.9'})],
      ['etcd-demo-infra2.service; its data directory stays there', 'etcd-demo-gateway0.service'],
    ],
  ])('names what is left to be typed on another machine, where %s leaves', (_, dropped, lines) => {
    const nodes = [aMember(0), aMember(1)];
    const isMember = dropped.some(({role}) => role === 'member');
    const facts = isMember ? AWAY : aMembership([seen(0), seen(1)]);

    const plan = planApply(factsOf(aSpec({nodes}), {made: [...nodes, ...dropped], facts}));

    const typed = lines.map(rest => `on 10.0.0.9: sudo systemctl disable --now ${rest}`);
    expect(plan.steps.filter(({action}) => action === 'stop-etcd')).toEqual([]);
    expect(plan.notices).toEqual(expect.arrayContaining(typed.map(line => `afterwards, ${line}`)));
    const [first, ...rest] = plan.done.split('\n');
    expect(first).toMatch(
      /^What is on this machine is as the spec has it: 2 voters, which bear no failure\.$/,
    );
    expect(rest).toEqual([...typed, 'Next: etcdops status']);
    expect(plan.steps.map(({id}) => id).filter(id => id.startsWith('set-aside'))).toEqual(
      dropped.map(({name}) => `set-aside-files:${name}`),
    );
  });
});
