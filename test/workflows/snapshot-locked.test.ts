import {join} from 'node:path';

import {expect, it} from 'vitest';

import type {Files} from '../../src/lib/adapters/files/files.js';
import type {SpecContext} from '../../src/lib/workflows/cluster-run.js';
import {refusalOf} from '../fakes/refusal.js';
import {clusterOf} from './membership-scenarios.js';
import {aStage, portraitOf, SCENARIOS, type Stage} from './snapshot-scenarios.js';

const WITH_LOG_ELSEWHERE = SCENARIOS.filter(({name}) => name.includes('with a log on another disk'));
const CASES = WITH_LOG_ELSEWHERE.flatMap(scenario =>
  ['.etcdops/data', 'wal'].map(folder => ({...scenario, folder})),
);

async function withLocked({world}: Stage, folder: string): Promise<SpecContext> {
  const {adapters, loaded} = await clusterOf(world);
  const {files} = adapters;
  const watched = Object.assign(Object.create(files) as Files, {
    writeProblem: async (path: string) =>
      path === join(world.folder, folder) ? {folder: path, code: 'EROFS'} : files.writeProblem(path),
  });
  return {adapters: {...adapters, files: watched}, loaded};
}

it.each(CASES)(
  '$name is refused where nothing can be made in $folder, with nothing stopped',
  async scenario => {
    const stage = await aStage(scenario);
    const before = await portraitOf(stage);
    const error = await refusalOf(withLocked(stage, scenario.folder).then(scenario.begin));
    expect(error).toMatchObject({code: 'E_PREFLIGHT', exitCode: 4});
    expect(error.message).toContain(
      `nothing can be made in ${join(stage.world.folder, scenario.folder)}, where`,
    );
    expect(error.hints.join()).toContain('findmnt -T');
    expect(await portraitOf(stage)).toEqual(before);
  },
);
