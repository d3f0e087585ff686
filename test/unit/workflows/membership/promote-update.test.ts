import {describe, expect, it} from 'vitest';

import type {SpecNode} from '../../../../src/lib/domain/spec/schema.js';
import {memberInPlaceOf, promoteProxy} from '../../../../src/lib/workflows/membership/promote-proxy.js';
import {peerUrlOf} from '../../../../src/lib/domain/nodes/node-urls.js';
import {memberPromote} from '../../../../src/lib/workflows/membership/promote-learner.js';
import {memberUpdate, withPeerUrl} from '../../../../src/lib/workflows/membership/update.js';
import {aMember as seen, aMembership} from '../../../fakes/membership.js';
import {aScene as scene, idsOf as ids, refusalsOf as said, THREE} from '../../../fakes/plans.js';
import {aMember, aProxy, aSpec, members} from '../../../fakes/spec.js';

const GATEWAY = aProxy('gateway');

describe('member promote', () => {
  const [first, ...others] = [seen(0), seen(1), seen(2, {isLearner: true})];

  it.each<[what: string, peerUrls: string[], refused: string[]]>([
    ['that is found where the spec has it', ['http://127.0.0.1:2400', 'http://localhost:2400'], []],
    [
      'that the others look for elsewhere',
      ['http://10.0.0.1:2380'],
      ['the cluster has the peer URL http://10.0.0.1:2380 for infra2, and the spec http://127.0.0.1:2400'],
    ],
  ])('of a learner %s', (_, peerUrls, refused) => {
    const learner = {...others[1], peerUrls};
    const facts = aMembership([first, others[0], learner]);
    const target = {name: 'infra2', node: members(3)[2]!, member: learner};

    expect(said(memberPromote.plan({name: 'infra2'}, {...scene(facts, aSpec()), target}))).toEqual(refused);
  });
});

describe('promote', () => {
  const input = {name: 'gateway0', dropNamespace: false, newClientUrl: false};
  const plan = (
    proxy: SpecNode,
    change: Partial<typeof input> = {},
    spec = aSpec({nodes: [...members(3), proxy]}),
  ) => {
    const node = memberInPlaceOf(spec, proxy, proxy.name);
    const facts = {...scene(THREE, spec), proxy, node, managedByOther: false, unfit: []};
    return promoteProxy.plan({...input, name: proxy.name, ...change}, facts);
  };

  it('takes the client port of the proxy, and stops it only when all else is ready', () => {
    const made = plan(GATEWAY);

    expect(memberInPlaceOf(aSpec(), GATEWAY, 'infra4')).toEqual({
      name: 'infra4',
      role: 'member',
      host: '127.0.0.1',
      ports: {client: 2409, peer: 2410, metrics: 2411},
      initialClusterState: 'existing',
    });
    expect(ids(made).slice(0, 2)).toEqual(['add-learner:gateway0', 'stop-etcd:gateway0']);
    expect(ids(made)).toContain('promote-learner:gateway0');
  });

  it('of a v2 proxy keeps /v2 answering, and sets its directory aside', () => {
    const proxy = aProxy('v2-proxy');
    const spec = aSpec({version: '3.5.35', nodes: [...members(1), proxy]});
    const node = memberInPlaceOf(spec, proxy, 'proxy0');
    const facts = {...scene(aMembership([seen(0)]), spec), proxy, node, managedByOther: false, unfit: []};
    const made = promoteProxy.plan({...input, name: 'proxy0'}, facts);

    expect(node.settings).toEqual({'enable-v2': true});
    expect(ids(made)).toContain('set-aside-proxy-dir:proxy0');
    expect(made.notices.join('\n')).toContain('2 members bear the loss of none');
    expect(made.done).toContain('which bear no failure');
  });

  it.each<[string, SpecNode, string, string]>([
    ['a namespace', aProxy('grpc-proxy', {settings: {namespace: 'app/'}}), '"app/"', '--drop-namespace'],
    ['clients without TLS', aProxy('grpc-proxy', {plainListen: true}), 'without TLS', '--new-client-url'],
  ])('is refused for %s unless it is said', (_, proxy, words, flag) => {
    const refused = plan(proxy);

    expect(said(refused).join('\n')).toContain(words);
    expect(refused.refusals[0]!.hints.at(-1)).toContain(flag);
    expect(said(plan(proxy, {dropNamespace: true, newClientUrl: true}))).toEqual([]);
  });
});

describe('member update', () => {
  it.each([
    ['http://127.0.0.1:2777', {host: '127.0.0.1', ports: {client: 2379, peer: 2777, metrics: 2381}}],
    ['http://[::1]:2380', {host: '::1', ports: {client: 2379, peer: 2380, metrics: 2381}}],
  ])('%s', (url, expected) => {
    expect(withPeerUrl(aSpec(), aMember(0), url)).toMatchObject(expected);
  });

  it.each([
    ['127.0.0.1:2380', 'is no peer URL'],
    ['http://127.0.0.1', 'is no peer URL'],
    ['http://127.0.0.1:2380/x', 'is no peer URL'],
    ['https://127.0.0.1:2380', 'must begin with http://'],
    ['http://a b:2380', 'has a host that is none'],
    ['http://-bad-:2380', 'has a host that is none'],
  ])('%s is refused', (url, words) => {
    expect(() => withPeerUrl(aSpec(), aMember(0), url)).toThrow(words);
  });

  it('tells the cluster first, and moves the lead away', () => {
    const spec = aSpec();
    const node = withPeerUrl(spec, aMember(0), 'http://127.0.0.1:2777');
    const target = {name: 'infra0', node: aMember(0), member: seen(0)};
    const facts = {...scene(THREE), target, node, managedByOther: false, unfit: []};
    const made = memberUpdate.plan({name: 'infra0', peerUrl: 'http://127.0.0.1:2777'}, facts);

    expect(ids(made)).toEqual([
      'move-leader:infra0',
      'update-member:infra0',
      'stop-etcd:infra0',
      'write-spec:infra0',
      'write-files:infra0',
      'start-etcd:infra0',
      'verify-health',
    ]);
  });

  it('of the only voter moves no lead: a learner cannot take it', () => {
    const node = withPeerUrl(aSpec(), aMember(0), 'http://127.0.0.1:2777');
    const target = {name: 'infra0', node: aMember(0), member: seen(0)};
    const members = aMembership([seen(0), seen(1, {isLearner: true})]);
    const facts = {...scene(members), target, node, managedByOther: false, unfit: []};
    const made = memberUpdate.plan({name: 'infra0', peerUrl: 'http://127.0.0.1:2777'}, facts);

    expect(ids(made)[0]).toBe('update-member:infra0');
  });

  it.each([
    ['its name in DNS with another port', 'http://infra0.a.test:2777', '127.0.0.1', undefined],
    ['its address', 'http://127.0.0.1:2777', '127.0.0.1', 'existing'],
    ['another address', 'http://10.0.0.9:2777', '10.0.0.9', 'existing'],
    ['another name', 'http://etcd9.a.test:2777', 'etcd9.a.test', undefined],
  ])('of a member that DNS names: %s', (_, url, host, state) => {
    const spec = aSpec({bootstrap: {method: 'srv', domain: 'a.test'}});
    const node = withPeerUrl(spec, aMember(0), url);
    expect(node).toMatchObject({host, ports: {peer: 2777}});
    expect(node.initialClusterState).toBe(state);
    expect(peerUrlOf(spec, node)).toBe(url);
  });
});
