import {describe, expect, it} from 'vitest';

import type {EtcdApi} from '../../src/lib/adapters/etcd-api/etcd-api.js';
import type {PlannedStep} from '../../src/lib/engine/step.js';
import {foreseenOf} from '../../src/lib/workflows/membership/foresee.js';
import {createKiller} from '../fakes/crash.js';
import type {World} from '../fakes/fake-world.js';
import {FURTHER} from './further-scenarios.js';
import {
  abort,
  aCluster,
  clusterOf,
  goOn,
  openRun,
  pictureOf,
  SCENARIOS,
  type Picture,
  type Scenario,
} from './membership-scenarios.js';

const MOMENTS = ['before', 'after'] as const;
const CHANGES = ['memberAdd', 'memberPromote', 'memberRemove', 'memberUpdate'] as const;

/** Counts the changes of the membership that etcd has made, whoever asked for them. */
function countChanges(world: World): string[] {
  const made: string[] = [];
  const etcd = world.etcd as EtcdApi as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
  for (const name of CHANGES) {
    const real = etcd[name]!.bind(world.etcd);
    etcd[name] = async (...args) => {
      const answer = await real(...args);
      made.push(name);
      return answer;
    };
  }
  return made;
}

async function withoutKill(scenario: Scenario) {
  const world = await aCluster(scenario);
  const made = countChanges(world);
  await scenario.begin(await clusterOf(world));
  return {picture: await pictureOf(world), made};
}

/**
 * Every scenario with a kill at each `stride`-th effect: all of them take minutes.
 */
export function crashMatrix(stride: number): void {
  describe.each([...SCENARIOS, ...FURTHER])('$name', scenario => {
    it.each(MOMENTS)(
      'killed %s each effect, then resumed: as if it had never been killed',
      async moment => {
        const expected = await withoutKill(scenario);
        let kills = 0;
        for (let at = 1; ; at += stride) {
          const world = await aCluster(scenario);
          const made = countChanges(world);
          const killer = createKiller(at, moment);
          await scenario.begin(await clusterOf(world, killer)).catch(() => undefined);
          if (!killer.hasKilled()) break;
          kills++;

          await goOn(world, scenario);

          const where = `killed ${moment} effect ${at}`;
          expect({where, ...(await pictureOf(world))}).toEqual({where, ...expected.picture});
          expect({where, made}).toEqual({where, made: expected.made});
          expect({where, losses: world.etcd.quorumLosses}).toEqual({where, losses: []});
          expect({where, violations: world.etcd.violations}).toEqual({where, violations: []});
        }
        expect(kills * stride).toBeGreaterThan(10);
      },
      120_000,
    );

    it('killed at each effect, then aborted: as before, or as at the point of no return', async () => {
      const before = await aCluster(scenario);
      const wholeBefore = await pictureOf(before);
      for (let at = 1; ; at += stride) {
        const world = await aCluster(scenario);
        for (const {name} of scenario.spec.nodes) world.etcd.lingering.add(name);
        const killer = createKiller(at, 'after');
        await scenario.begin(await clusterOf(world, killer)).catch(() => undefined);
        if (!killer.hasKilled()) break;

        const open = await openRun(world);
        const events = world.host.events.length;
        const stays = await abort(world);

        const where = `killed after effect ${at}`;
        expect({where, losses: world.etcd.quorumLosses}).toEqual({where, losses: []});
        if (stays === undefined) continue;
        if (stays.length === 0)
          expect({where, ...core(await pictureOf(world))}).toEqual({where, ...core(wholeBefore)});
        else {
          const members = membersAfter(open!.journal.header.steps, stays) ?? membersOf(before);
          expect({where, members: membersOf(world)}).toEqual({where, members});
          expect({where, started: startedSince(world, events)}).toEqual({where, started: []});
        }
      }
    }, 120_000);
  });
}

/**
 * Peer URLs with the role, as the plan has them once the steps that stay are done; undefined where there was no quorum,
 * without which none of them changes the members.
 */
function membersAfter(steps: readonly PlannedStep[], stays: readonly string[]): string[] | undefined {
  const last = steps.findLast(step => stays.includes(step.id) && foreseenOf(step) !== undefined);
  return last === undefined ? undefined : foreseenOf(last)?.after.map(asText).sort();
}

function membersOf({etcd}: World): string[] {
  return etcd.members().map(asText).sort();
}

function asText({peerUrls, isLearner}: {peerUrls: readonly string[]; isLearner: boolean}): string {
  return `${isLearner ? 'learner' : 'voter'} ${peerUrls.join()}`;
}

/** Those that were started and are no members; what is no etcd member at all may start. */
function startedSince({host, etcd, context}: World, from: number): string[] {
  const proxies = context.loaded.spec.nodes.filter(({role}) => role !== 'member').map(({name}) => name);
  const fit = new Set([...proxies, ...etcd.members().map(({name}) => name)]);
  const started = host.events.slice(from).flatMap(event => /^start (.*)/.exec(event)?.[1] ?? []);
  return started.filter(name => !fit.has(name));
}

/** What an abort brings back; files of a node that is none any more go aside. */
function core({members, files, running, spec}: Picture): object {
  const nodes = [...spec.nodes].sort((a, b) => a.name.localeCompare(b.name));
  const folders = files.flatMap(path => /^nodes\/([^/]+)$/.exec(path)?.[1] ?? []);
  return {members, running, nodes, ofNone: folders.filter(name => !nodes.some(node => node.name === name))};
}
