import {describe, expect, it} from 'vitest';

import type {OpsError} from '../../src/lib/errors/ops-error.js';
import {listRuns} from '../../src/lib/queries/run-journals.js';
import {memberAdd} from '../../src/lib/workflows/membership/add.js';
import {memberReplace} from '../../src/lib/workflows/membership/replace.js';
import {planRun, startRun} from '../../src/lib/workflows/runs/start-run.js';
import type {World} from '../fakes/fake-world.js';
import {refusalOf} from '../fakes/refusal.js';
import {aMember, aSpec, members} from '../fakes/spec.js';
import {
  abort,
  aCluster,
  betweenSteps,
  clusterOf,
  goOn,
  line,
  pictureOf,
  SCENARIOS,
  type Scenario,
} from './membership-scenarios.js';

const OPTIONS = {timeoutMs: 1000};
const askPassphrase = async (): Promise<undefined> => undefined;

/** What another operator does with etcdctl, and how the message tells of it. */
interface Foreign {
  readonly what: string;
  /** False where the cluster as it is then does not allow it. */
  readonly act: (world: World) => Promise<boolean>;
  readonly says: RegExp;
}

function leaderUrl({etcd}: World): string {
  const name = etcd.leader();
  return etcd.members().find(member => member.name === name)!.clientUrls[0]!;
}

async function isTaken(change: Promise<unknown>): Promise<boolean> {
  const [result] = await Promise.allSettled([change]);
  return result.status === 'fulfilled';
}

const ELSEWHERE = 'http://10.9.9.9:2380';

/** A voter that neither leads nor is what the run is about. */
function bystander({etcd}: World): string {
  const others = etcd.members().filter(({name, isLearner}) => !isLearner && name !== etcd.leader());
  return others.at(-1)!.id;
}

const FOREIGN: readonly Foreign[] = [
  {
    what: 'a learner is added',
    act: world =>
      isTaken(
        world.etcd
          .memberAdd(leaderUrl(world), {peerUrls: [ELSEWHERE], isLearner: true}, OPTIONS)
          .catch(() =>
            world.etcd.memberAdd(leaderUrl(world), {peerUrls: [ELSEWHERE], isLearner: false}, OPTIONS),
          ),
      ),
    says: /the member at http:\/\/10\.9\.9\.9:2380 \(\w+, never started\) is a member that this run did not add/,
  },
  {
    what: 'a member is removed',
    act: world => isTaken(world.etcd.memberRemove(leaderUrl(world), bystander(world), OPTIONS)),
    says: /is no member any more/,
  },
  {
    what: 'a peer URL changes',
    act: world => {
      const change = {memberId: bystander(world), peerUrls: [ELSEWHERE]};
      return isTaken(world.etcd.memberUpdate(leaderUrl(world), change, OPTIONS));
    },
    says: /has the peer URL http:\/\/10\.9\.9\.9:2380, where this run knows it with/,
  },
];

const PLAYED = ['member add', 'member remove, of the leader', 'member replace --with another', 'apply'];

interface Outcome {
  readonly between: string;
  readonly error?: unknown;
  readonly changed: object;
  readonly after: object;
}

/** Undefined where there are no more steps to come between, or where etcd does not take the change. */
async function played(scenario: Scenario, at: number, {act}: Foreign): Promise<Outcome | 'over' | 'refused'> {
  const world = await aCluster(scenario);
  let between: string | undefined;
  let isMade = false;
  let changed: object = {};
  const cluster = betweenSteps(await clusterOf(world), at, async step => {
    between = step;
    await world.etcd.clock.sleep(6000);
    isMade = await act(world);
    changed = await pictureOf(world);
  });
  const error: unknown = await scenario.begin(cluster).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (between === undefined) return 'over';
  return isMade ? {between, error, changed, after: await pictureOf(world)} : 'refused';
}

describe.each(SCENARIOS.filter(({name}) => PLAYED.includes(name)))('$name', scenario => {
  it('does nothing more once another one has changed the members, between whichever steps', async () => {
    const met: string[] = [];
    for (let at = 1; ; at++) {
      // All of them between all steps take minutes, and show the same.
      const foreign = FOREIGN[at % FOREIGN.length]!;
      const outcome = await played(scenario, at, foreign);
      if (outcome === 'over') break;
      // After the last step there is nobody left to see it.
      if (outcome === 'refused' || outcome.between === 'verify-health') continue;
      const {between, error, changed, after} = outcome;
      expect({between, error}).toMatchObject({between, error: {code: 'E_DRIFTED'}});
      expect((error as OpsError).message).toMatch(foreign.says);
      expect((error as OpsError).hints.at(-1)).toMatch(/^etcdops run abort/);
      expect({between, ...after}).toEqual({between, ...changed});
      met.push(foreign.what);
    }
    expect(new Set(met).size).toBe(FOREIGN.length);
  }, 60_000);
});

const ADD = SCENARIOS.find(({name}) => name === 'member add')!;

async function promoteLearner(world: World): Promise<boolean> {
  const learner = world.etcd.members().find(({isLearner}) => isLearner);
  return learner !== undefined && isTaken(world.etcd.memberPromote(leaderUrl(world), learner.id, OPTIONS));
}

/** Runs it, with a change by another one after so many steps. */
async function stopped(
  scenario: Scenario,
  at: number,
  act: Foreign['act'],
): Promise<{world: World; error: OpsError}> {
  const world = await aCluster(scenario);
  const cluster = betweenSteps(await clusterOf(world), at, async () => {
    await world.etcd.clock.sleep(6000);
    expect(await act(world)).toBe(true);
  });
  return {world, error: await refusalOf(scenario.begin(cluster))};
}

describe('a promotion by somebody else', () => {
  it('that the run was about to make itself is what it wanted', async () => {
    const outcome = await played(ADD, 4, {what: 'promoted', act: promoteLearner, says: /./});

    expect(outcome).toMatchObject({between: 'start-etcd:infra3', error: undefined});
    expect((outcome as Outcome).after).toMatchObject({members: {length: 4}});
  });

  it('of a learner that is to stay one is not', async () => {
    const nodes = [...members(3), {...aMember(4), learner: true, initialClusterState: 'existing' as const}];
    const replace: Scenario = {
      name: 'member replace, of a learner',
      spec: aSpec({nodes}),
      begin: line(memberReplace, {name: 'infra4'}),
    };
    const {error} = await stopped(replace, 8, promoteLearner);

    expect(error).toMatchObject({code: 'E_DRIFTED', message: /infra4 \(\w+\) votes, and this run did not/});
  });
});

describe('a run that another one came between', () => {
  const [addition, , move] = FOREIGN as [Foreign, Foreign, Foreign];

  it('stops again when it is resumed, and goes on once the change is taken back', async () => {
    const expected = await aCluster(ADD);
    await ADD.begin(await clusterOf(expected));
    const {world} = await stopped(ADD, 1, addition.act);
    const resumed = await refusalOf(goOn(world, ADD));
    expect(resumed).toMatchObject({code: 'E_DRIFTED', exitCode: 9, message: addition.says});

    const stranger = world.etcd.members().find(({peerUrls}) => peerUrls.includes(ELSEWHERE))!;
    await world.etcd.memberRemove(leaderUrl(world), stranger.id, OPTIONS);
    await goOn(world, ADD);

    expect(await pictureOf(world)).toEqual(await pictureOf(expected));
  });

  it('can be aborted', async () => {
    const {world} = await stopped(ADD, 4, move.act);

    expect(await abort(world)).toEqual([]);
    expect(world.etcd.members()).toHaveLength(3);
  });

  it('goes on as ever where an older etcdops began it, which foresaw nothing', async () => {
    const world = await aCluster(ADD);
    const plan = await planRun(await clusterOf(world), memberAdd, {
      input: {name: 'infra3', mode: 'learner-first'},
      askPassphrase,
    });
    const steps = plan.plan.steps.map(({foreseen: _, ...step}) => step);
    const cluster = betweenSteps(await clusterOf(world), 4, async () => void (await move.act(world)));

    await startRun(cluster, {...plan, plan: {...plan.plan, steps}});

    expect(world.etcd.members()).toHaveLength(4);
  });

  it('has not begun where the change came before the answer to its question', async () => {
    const world = await aCluster(ADD);
    const cluster = await clusterOf(world);
    const input = {name: 'infra3', mode: 'learner-first'} as const;
    const planned = await planRun(cluster, memberAdd, {input, askPassphrase});
    await move.act(world);

    const error = await refusalOf(startRun(cluster, planned));

    expect(error).toMatchObject({code: 'E_DRIFTED', message: move.says});
    expect(error.hints.at(-1)).toBe('etcdops member list');
    const [run] = await listRuns(cluster.adapters, world.folder);
    expect(run).toMatchObject({outcome: 'refused', resumable: false});
  });

  it.each(['made', 'made later'] as const)(
    'is not what an answer of etcd was that got lost, of a change that was %s',
    async fate => {
      const world = await aCluster(ADD);
      world.etcd.loseNextAnswer(fate);
      await ADD.begin(await clusterOf(world)).catch(() => goOn(world, ADD));

      expect(world.etcd.members()).toHaveLength(4);
    },
  );
});
