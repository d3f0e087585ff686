import {readFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {readState} from '../../src/lib/queries/cluster-state.js';
import {listRuns} from '../../src/lib/queries/run-journals.js';
import {resumeRun} from '../../src/lib/workflows/runs/resume-run.js';
import {createKiller, type Killer} from '../fakes/crash.js';
import {adopt, aScene, seen, type Scene} from './adopt-scene.js';
import {abort, openRun, pictureOf} from './membership-scenarios.js';

const MOMENTS = ['before', 'after'] as const;
/** Of any run here: a loop that ends before has met too few. */
const FEWEST_EFFECTS = 15;

const askPassphrase = async (): Promise<undefined> => undefined;

async function killedAt(
  at: number,
  moment: (typeof MOMENTS)[number],
): Promise<{scene: Scene; killer: Killer}> {
  const scene = await aScene();
  const killer = createKiller(at, moment);
  await adopt(scene, scene.made.dir, killer).catch((error: unknown) => {
    if (!killer.hasKilled()) throw error;
  });
  return {scene, killer};
}

/** As a user does it after a kill: the run goes on, or where there is none yet the line is typed again. */
async function goOn(scene: Scene, killer?: Killer): Promise<void> {
  const {context, folder} = scene.world;
  if ((await listRuns(context.adapters, folder)).some(({outcome}) => outcome === 'done')) return;
  const open = await openRun(scene.world);
  if (open === undefined) await adopt(scene, scene.made.dir, killer);
  else await resumeRun(await seen(scene, killer), open, {dryRun: false, askPassphrase});
}

/** All that is left behind, without the place in which it happened. */
async function portraitOf({world}: Scene): Promise<unknown> {
  const {formerClusterIds = [], nodes = []} = await readState(world.context.adapters, world.folder);
  const text = JSON.stringify({
    ...(await pictureOf(world)),
    yaml: readFileSync(join(world.folder, 'etcdops.yaml'), 'utf8'),
    formerClusterIds,
    nodes,
    events: world.host.events,
  });
  return JSON.parse(
    text.replaceAll(world.folder, 'FOLDER').replaceAll(/\d{8}T\d{6}Z-\w+/g, 'RUN'),
  ) as unknown;
}

const adopted = async (): Promise<unknown> => {
  const scene = await aScene();
  await adopt(scene);
  return portraitOf(scene);
};

describe('snapshot adopt', () => {
  it.each(MOMENTS)(
    'killed %s each effect, then resumed: as if it had never been killed',
    async moment => {
      const expected = await adopted();
      expect(expected).toMatchObject({formerClusterIds: ['bb2'], events: []});
      for (let at = 1; ; at++) {
        const {scene, killer} = await killedAt(at, moment);
        if (!killer.hasKilled()) {
          expect(at).toBeGreaterThan(FEWEST_EFFECTS);
          break;
        }
        // Some are killed a second time.
        const again = createKiller(at % 3 === 0 ? 0 : 1 + (at % 7), moment);
        await goOn(scene, again).catch((error: unknown) => {
          if (!again.hasKilled()) throw error;
        });
        await goOn(scene);

        const where = `killed ${moment} effect ${at}`;
        const portrait = await portraitOf(scene);
        expect({where, portrait}).toEqual({where, portrait: expected});
        const runs = await listRuns(scene.world.context.adapters, scene.world.folder);
        expect({where, ends: runs.map(({outcome}) => outcome)}).toEqual({where, ends: ['done']});
      }
    },
    60_000,
  );

  it('killed at each effect, then aborted: as before, or adopted', async () => {
    const [before, after] = [await portraitOf(await aScene()), await adopted()];
    const ends = {nothingBegun: 0, asBefore: 0, stayed: 0};
    for (let at = 1; ; at++) {
      const {scene, killer} = await killedAt(at, at % 2 === 0 ? 'before' : 'after');
      if (!killer.hasKilled()) break;
      const where = `killed at effect ${at}, then aborted`;
      const stays = await abort(scene.world);
      const end = stays === undefined ? 'nothingBegun' : stays.length === 0 ? 'asBefore' : 'stayed';
      ends[end]++;
      const portrait = await portraitOf(scene);
      if (end !== 'nothingBegun')
        expect({where, portrait}).toEqual({where, portrait: end === 'stayed' ? after : before});
    }
    expect(ends.nothingBegun).toBeLessThanOrEqual(4);
    expect(ends.asBefore).toBeGreaterThan(5);
    expect(ends.stayed).toBeGreaterThan(0);
  }, 60_000);
});
