import {describe, expect, it} from 'vitest';

import type {Wire, WireTarget} from '../../src/lib/adapters/net/wire-probe.js';
import {OpsError} from '../../src/lib/errors/ops-error.js';
import type {SpecContext} from '../../src/lib/workflows/cluster-run.js';
import {memberAdd} from '../../src/lib/workflows/membership/add.js';
import {memberReplace} from '../../src/lib/workflows/membership/replace.js';
import {memberUpdate} from '../../src/lib/workflows/membership/update.js';
import {aWorld, type World} from '../fakes/fake-world.js';
import {refusalOf} from '../fakes/refusal.js';
import {aSpec, members} from '../fakes/spec.js';
import {clusterOf, line, type Scenario} from './membership-scenarios.js';

type Answer = Wire | 'ECONNREFUSED' | 'ENOTFOUND' | 'EHOSTUNREACH';

/** Where every port of another machine answers so. */
function answering(cluster: SpecContext, answer: Answer, asked: WireTarget[] = []): SpecContext {
  const probeWire = async (target: WireTarget): Promise<Wire> => {
    asked.push(target);
    if (answer === 'plain' || answer === 'tls' || answer === 'unknown') return answer;
    throw new OpsError('E_UNREACHABLE', answer);
  };
  return {...cluster, adapters: {...cluster.adapters, probeWire}};
}

const OWN = '10.0.0.1';

/** Three members on an address of this machine that others reach. */
async function aReachedCluster(): Promise<World> {
  const nodes = members(3).map(node => ({...node, host: OWN, dataDir: `.etcdops/data/${node.name}`}));
  const running = nodes.map(({name}) => name);
  const world = await aWorld(aSpec({nodes}), {running, recorded: true, ownAddresses: ['127.0.0.1', OWN]});
  world.etcd.leader();
  await world.etcd.clock.sleep(10_000);
  return world;
}

const FAR = {host: 'etcd3.example.com'};
const ADD = line(memberAdd, {name: 'infra3', mode: 'learner-first', ...FAR});
const REPLACE = line(memberReplace, {name: 'infra2', with: 'infra7', ...FAR});

describe.each<[string, Scenario['begin']]>([
  ['member add', ADD],
  ['member replace', REPLACE],
])('%s of another machine', (_, begin) => {
  it.each<[Answer, RegExp]>([
    ['ENOTFOUND', /^the host name in the peer URL http:\/\/etcd3\.example\.com:\d+ cannot be resolved here/],
    ['EHOSTUNREACH', /cannot be reached from here \(EHOSTUNREACH\)/],
    ['tls', /something listens that speaks TLS/],
  ])('is refused before the cluster hears of it: %s', async (answer, message) => {
    const world = await aReachedCluster();
    const before = world.etcd.members();

    const error = await refusalOf(begin(answering(await clusterOf(world), answer)));

    expect(error).toMatchObject({code: 'E_PREFLIGHT', message});
    expect(world.etcd.members()).toEqual(before);
  });

  it.each<Answer>(['ECONNREFUSED', 'plain'])('goes on where its port says %s', async answer => {
    const world = await aReachedCluster();
    const asked: WireTarget[] = [];

    await begin(answering(await clusterOf(world), answer, asked));

    expect(asked).toMatchObject([{host: FAR.host, port: 2380}]);
    const peerUrls = world.etcd.members().flatMap(member => member.peerUrls);
    expect(peerUrls).toContain(`http://${FAR.host}:2380`);
  });
});

it('member add --allow-unreachable asks nobody', async () => {
  const world = await aReachedCluster();
  const asked: WireTarget[] = [];
  const begin = line(memberAdd, {name: 'infra3', mode: 'learner-first', allowUnreachable: true, ...FAR});

  await begin(answering(await clusterOf(world), 'EHOSTUNREACH', asked));

  expect(asked).toEqual([]);
  expect(world.etcd.members()).toHaveLength(4);
});

it('member update to an address of another machine is refused before the cluster hears of it', async () => {
  const world = await aReachedCluster();
  const before = world.etcd.members();
  const begin = line(memberUpdate, {name: 'infra0', peerUrl: 'http://10.0.0.9:2380'});

  const error = await refusalOf(begin(await clusterOf(world)));

  expect(error).toMatchObject({
    code: 'E_PREFLIGHT',
    message: '10.0.0.9 is no address of this machine, on which infra0 stays',
  });
  expect(error.hints.join('\n')).toContain('etcdops member replace infra0 --with NEW --host 10.0.0.9');
  expect(world.etcd.members()).toEqual(before);
  expect(world.host.runs('infra0')).toBe(true);
});
