import {createServer, type AddressInfo} from 'node:net';

import {describe, expect, it} from 'vitest';

import {systemClock} from '../../../src/lib/adapters/clock/clock.js';
import type {CallOptions} from '../../../src/lib/adapters/etcd-api/call-options.js';
import {createEtcdApi, type EtcdApi} from '../../../src/lib/adapters/etcd-api/etcd-api.js';
import {observeMembership} from '../../../src/lib/queries/observe-membership.js';
import {createSilence} from '../../../src/lib/queries/silence.js';
import {aSpec, members} from '../../fakes/spec.js';
import {anAnswer, CLUSTER_ID, idOf} from '../../fakes/status.js';
import {strict} from '../../fakes/strict.js';
import {onDispose} from '../../helpers/disposal.js';

/** A port that takes connections and never says a word. */
async function silentPort(): Promise<number> {
  const server = createServer(socket => socket.on('error', () => undefined));
  await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve));
  onDispose(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** Three members, of which the last one is asked for real. */
async function aCluster() {
  const nodes = members(3).map((node, index) => ({...node, index}));
  const port = await silentPort();
  const spec = aSpec({
    nodes: nodes.map(({index, ...node}) =>
      index === 2 ? {...node, ports: {...node.ports, client: port}} : node,
    ),
  });
  const urlOf = (index: number): string => `http://127.0.0.1:${spec.nodes[index]!.ports.client}`;
  const silent = {isBack: false, hasQuorum: true, waitedFor: 0, cutShort: 0};
  const real = createEtcdApi();
  const at = async (url: string, options: CallOptions): Promise<number> => {
    const index = [0, 1, 2].find(one => urlOf(one) === url)!;
    if (index < 2 || silent.isBack) return index;
    await real.status(url, options).catch((error: unknown) => {
      if (options.signal?.aborted === true) silent.cutShort++;
      else silent.waitedFor++;
      throw error;
    });
    throw new Error('it has spoken');
  };
  const etcdApi = strict<EtcdApi>('etcdApi', {
    async status(url, options) {
      const {leaderId, ...rest} = anAnswer(await at(url, options), {});
      return silent.hasQuorum ? {...rest, leaderId: leaderId!} : rest;
    },
    async memberList(url, options) {
      await at(url, options);
      const listed = [0, 1, 2].map(index => ({
        id: idOf(index),
        name: `infra${index}`,
        peerUrls: [`http://127.0.0.1:${2380 + 10 * index}`],
        clientUrls: [urlOf(index)],
        isLearner: false,
      }));
      return {clusterId: CLUSTER_ID, members: listed};
    },
    async confirmQuorum(url, options) {
      await at(url, options);
    },
  });
  const observer = {
    clock: systemClock,
    etcdApi,
    signal: new AbortController().signal,
    silence: createSilence(),
  };
  const look = async (): Promise<boolean[]> =>
    (await observeMembership(observer, {spec})).members.map(({serving}) => serving);
  return {look, silent};
}

describe('a member that takes connections and never answers', () => {
  it('is waited for once, then asked along with the others, and seen when it is back', async () => {
    const {look, silent} = await aCluster();
    expect(await look()).toEqual([true, true, false]);
    const {waitedFor, cutShort} = silent;
    expect({isWaitedFor: waitedFor > 0, cutShort}).toEqual({isWaitedFor: true, cutShort: 0});

    for (let looks = 0; looks < 3; looks++) expect(await look()).toEqual([true, true, false]);
    expect(silent).toMatchObject({waitedFor, cutShort: 3 * waitedFor});

    silent.isBack = true;
    expect(await look()).toEqual([true, true, true]);
    expect(silent).toMatchObject({waitedFor, cutShort: 3 * waitedFor});
  });

  it('is waited for each time where no quorum is confirmed without it', async () => {
    const {look, silent} = await aCluster();
    silent.hasQuorum = false;
    await look();
    const {waitedFor} = silent;

    await look();

    expect(silent).toMatchObject({waitedFor: 2 * waitedFor, cutShort: 0});
  });
});
