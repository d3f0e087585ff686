import fc from 'fast-check';
import {describe, expect, it} from 'vitest';

import {quorumOf} from '../../src/lib/domain/cluster/quorum.js';
import {membersOf, peerUrlOf} from '../../src/lib/domain/nodes/node-urls.js';
import type {SpecNode} from '../../src/lib/domain/spec/schema.js';
import type {JsonValue} from '../../src/lib/engine/step.js';
import {OpsError} from '../../src/lib/errors/ops-error.js';
import {launchOf} from '../../src/lib/queries/node-launch.js';
import type {SpecContext} from '../../src/lib/workflows/cluster-run.js';
import {memberAdd, type AddMode} from '../../src/lib/workflows/membership/add.js';
import {promoteProxy} from '../../src/lib/workflows/membership/promote-proxy.js';
import {memberRemove} from '../../src/lib/workflows/membership/remove.js';
import {memberReplace} from '../../src/lib/workflows/membership/replace.js';
import {memberUpdate} from '../../src/lib/workflows/membership/update.js';
import {runRestart} from '../../src/lib/workflows/restart.js';
import {resumeRun} from '../../src/lib/workflows/runs/resume-run.js';
import {planRun, startRun} from '../../src/lib/workflows/runs/start-run.js';
import type {Workflow} from '../../src/lib/workflows/runs/workflow.js';
import type {Fate} from '../fakes/etcd/changes.js';
import type {World} from '../fakes/fake-world.js';
import {aProxy, aSpec, members} from '../fakes/spec.js';
import {aCluster, clusterOf, openRun} from './membership-scenarios.js';

const KINDS = [
  ...(['add', 'add --voter', 'remove', 'replace', 'replace --with', 'update', 'restart'] as const),
  ...(['promote', 'start', 'lead', 'lose', 'wait'] as const),
];

interface Act {
  readonly kind: (typeof KINDS)[number];
  /** Which of those that there are then. */
  readonly at: number;
  readonly fate: Fate;
  /** Which one dies right before. */
  readonly dies: number | undefined;
}

const anyAct: fc.Arbitrary<Act> = fc.record({
  kind: fc.constantFrom(...KINDS),
  at: fc.nat(11),
  fate: fc.constantFrom<Fate>('made', 'not made', 'made later'),
  dies: fc.option(fc.nat(11), {nil: undefined, freq: 1}),
});

const MOST = 7;
const STALLS = /^every write waits until/;
const askPassphrase = async (): Promise<undefined> => undefined;

/** A cluster whose members are changed at random by the workflows themselves, while some of them die and come back. */
class Story {
  readonly #world: World;
  readonly #done: Set<string>;

  constructor(world: World, done: Set<string>) {
    this.#world = world;
    this.#done = done;
  }

  private async start(cluster: SpecContext, node: SpecNode): Promise<void> {
    const {host, folder} = this.#world;
    if (host.runs(node.name)) return;
    await host.start(launchOf(cluster.loaded.spec, node, {folder, binDir: '/opt/etcd'}));
  }

  /** As a user does after it has stopped: what is dead is started, and the run goes on. */
  private async finish(): Promise<void> {
    const open = await openRun(this.#world);
    if (open === undefined) return;
    const cluster = await clusterOf(this.#world);
    for (const {name} of this.#world.etcd.members()) {
      const node = cluster.loaded.spec.nodes.find(other => other.name === name);
      if (node !== undefined) await this.start(cluster, node);
    }
    await this.#world.etcd.clock.sleep(10_000);
    await resumeRun(await clusterOf(this.#world), open, {dryRun: false, askPassphrase});
  }

  private async change<I extends JsonValue, F>(
    cluster: SpecContext,
    workflow: Workflow<I, F>,
    input: I,
  ): Promise<void> {
    const {quorumLosses} = this.#world.etcd;
    try {
      const planned = await planRun(cluster, workflow, {input, askPassphrase});
      await startRun(cluster, planned);
      this.#done.add(workflow.name);
      if (planned.plan.notices.some(text => STALLS.test(text))) quorumLosses.length = 0;
    } catch (error) {
      if (!(error instanceof OpsError)) throw error;
      await this.finish();
    }
  }

  /** A friend of the cluster: it never takes the quorum away. */
  private kill(name: string): void {
    const {etcd, host} = this.#world;
    const voters = etcd.members().filter(({isLearner}) => !isLearner);
    const alive = voters.filter(voter => host.runs(voter.name));
    if (alive.length > quorumOf(voters.length)) host.kill(name);
  }

  private async lead(target: SpecNode): Promise<void> {
    const {etcd, host} = this.#world;
    const leader = etcd.leader();
    const member = etcd.members().find(({name}) => name === target.name);
    const url = etcd.members().find(({name}) => name === leader)?.clientUrls[0];
    if (url === undefined || member === undefined || !host.runs(target.name)) return;
    await etcd.moveLeader(url, member.id, {timeoutMs: 100});
  }

  private async onMember({kind, at}: Act, cluster: SpecContext, node: SpecNode): Promise<void> {
    const {name} = node;
    const free = Array.from({length: MOST}, (_, index) => `infra${index}`).filter(
      other => !cluster.loaded.spec.nodes.some(known => known.name === other),
    );
    const other = free[at % free.length];
    const add = (mode: AddMode): Promise<void> =>
      other === undefined ? Promise.resolve() : this.change(cluster, memberAdd, {name: other, mode});
    if (kind === 'add') return add('learner-first');
    if (kind === 'add --voter') return add('voter');
    if (kind === 'remove') return this.change(cluster, memberRemove, {name});
    if (kind === 'replace') return this.change(cluster, memberReplace, {name});
    if (kind === 'replace --with' && other !== undefined)
      return this.change(cluster, memberReplace, {name, with: other});
    if (kind !== 'update') return undefined;
    const peerUrl = `http://127.0.0.1:${3777 + (node.ports.peer === 3777 + at ? 20 : 0) + at}`;
    return this.change(cluster, memberUpdate, {name, peerUrl});
  }

  private async restart(cluster: SpecContext, node: SpecNode): Promise<void> {
    try {
      await runRestart(cluster, {nodes: [node], dryRun: false});
      this.#done.add('restart');
    } catch (error) {
      if (!(error instanceof OpsError)) throw error;
    }
  }

  async act(act: Act): Promise<void> {
    const {etcd} = this.#world;
    const cluster = await clusterOf(this.#world);
    const nodes = membersOf(cluster.loaded.spec);
    const node = nodes[act.at % nodes.length]!;
    if (act.dies !== undefined) this.kill(nodes[act.dies % nodes.length]!.name);
    if (act.kind === 'start') await this.start(cluster, node);
    else if (act.kind === 'lead') await this.lead(node);
    else if (act.kind === 'lose') etcd.loseNextAnswer(act.fate);
    else if (act.kind === 'wait') await etcd.clock.sleep(10_000);
    else if (act.kind === 'restart') await this.restart(cluster, node);
    else if (act.kind === 'promote' && cluster.loaded.spec.nodes.some(({name}) => name === 'gateway0'))
      await this.change(cluster, promoteProxy, {
        ...{name: 'gateway0', as: `infra${MOST}`, dropNamespace: false, newClientUrl: false},
      });
    else await this.onMember(act, cluster, node);
  }

  /** No quorum was lost, and the spec has the members that the cluster has. */
  async judge(where: string): Promise<void> {
    const {etcd} = this.#world;
    const {spec} = (await clusterOf(this.#world)).loaded;
    const told = membersOf(spec).map(node => `${peerUrlOf(spec, node)} ${node.learner === true}`);
    const live = etcd.members().map(({peerUrls, isLearner}) => `${peerUrls.join()} ${isLearner}`);
    expect({where, losses: etcd.quorumLosses, violations: etcd.violations, members: live.sort()}).toEqual({
      where,
      losses: [],
      violations: [],
      members: told.sort(),
    });
  }
}

/** So many stories on each version; returns what workflows they brought to their end. */
export function workflowsAtRandom(versions: readonly string[], stories: number): ReadonlySet<string> {
  const done = new Set<string>();
  describe.each(versions)('workflows at random on etcd %s', version => {
    it('cost no quorum, and leave the spec and the members in step', async () => {
      const property = fc.asyncProperty(
        fc.integer({min: 2, max: 5}),
        fc.array(anyAct, {minLength: 10, maxLength: 10}),
        async (count, acts) => {
          const nodes = [...members(count), aProxy('gateway', {ports: {client: 3009}})];
          const begin = async (): Promise<void> => undefined;
          const world = await aCluster({name: 'at random', spec: aSpec({version, nodes}), begin});
          const story = new Story(world, done);
          for (const act of acts) {
            await story.act(act);
            await story.judge(`after ${act.kind}`);
          }
        },
      );

      await fc.assert(property, {numRuns: stories, seed: 20_261_126});
    }, 120_000);
  });
  return done;
}
