import {expect, it} from 'vitest';

import {OpsError} from '../../src/lib/errors/ops-error.js';
import {listRuns} from '../../src/lib/queries/run-journals.js';
import type {SpecContext} from '../../src/lib/workflows/cluster-run.js';
import {resumeRun} from '../../src/lib/workflows/runs/resume-run.js';
import {refusalOf} from '../fakes/refusal.js';
import {aCluster, betweenSteps, clusterOf, openRun, pictureOf, SCENARIOS} from './membership-scenarios.js';

/** The same cluster for a command that is typed anew, which nobody has interrupted. */
function anew({adapters, loaded}: SpecContext): SpecContext {
  return {adapters: {...adapters, signal: new AbortController().signal}, loaded};
}

it.each(['member add', 'member replace --with another', 'promote of a gateway'])(
  'Ctrl-C after any step of %s: no further one begins, and a resume goes on',
  async name => {
    const scenario = SCENARIOS.find(one => one.name === name)!;
    const whole = await aCluster(scenario);
    await scenario.begin(await clusterOf(whole));
    const expected = await pictureOf(whole);
    for (let at = 1; ; at++) {
      const world = await aCluster(scenario);
      const seen: string[] = [];
      const watched = betweenSteps(await clusterOf(world), at, async step => {
        seen.push(step);
        world.interrupt.abort(new OpsError('E_INTERRUPTED', 'interrupted'));
      });
      const begun = scenario.begin(watched);
      const open = await begun.then(
        () => undefined,
        async () => openRun(world),
      );
      if (open === undefined) {
        expect(at).toBeGreaterThan(7);
        break;
      }
      const error = await refusalOf(begun);

      const where = `after step ${at}, ${seen.join()}`;
      expect(error.code, where).toBe('E_INTERRUPTED');
      expect(error.hints.join(), where).toContain('etcdops run resume');
      expect(
        [...open.state.progress.values()].filter(one => one === 'started'),
        where,
      ).toEqual([]);
      expect(open.state.progress.size, where).toBe(at);
      await resumeRun(anew(await clusterOf(world)), open, {
        dryRun: false,
        askPassphrase: async () => undefined,
      });
      expect({where, ...(await pictureOf(world))}).toEqual({where, ...expected});
      const runs = await listRuns(world.context.adapters, world.folder);
      expect(runs.map(({outcome}) => outcome)).toEqual(['done']);
      expect(world.etcd.quorumLosses).toEqual([]);
    }
  },
  60_000,
);
