import {expect, it} from 'vitest';

import {OpsError} from '../../src/lib/errors/ops-error.js';
import {launchOf} from '../../src/lib/queries/node-launch.js';
import {refusalOf} from '../fakes/refusal.js';
import {
  aCluster,
  betweenSteps,
  clusterOf,
  goOn,
  openRun,
  pictureOf,
  SCENARIOS,
} from './membership-scenarios.js';

const PLAYED: readonly [scenario: string, stopped: string][] = [
  ['member update', 'infra0'],
  ['promote of a v2 proxy beside a single member', 'proxy0'],
  ['promote of a gateway', 'gateway0'],
];

it.each(PLAYED)('%s: does not go on where %s, which it had stopped, runs again', async (name, stopped) => {
  const scenario = SCENARIOS.find(other => other.name === name)!;
  const world = await aCluster(scenario);
  const cluster = await clusterOf(world);
  const launch = launchOf(
    cluster.loaded.spec,
    cluster.loaded.spec.nodes.find(node => node.name === stopped)!,
    {folder: world.folder},
  );
  const cut = betweenSteps(cluster, `stop-etcd:${stopped}`, async () => {
    throw new OpsError('E_PARTWAY', 'killed');
  });
  await refusalOf(scenario.begin(cut));
  // By a supervisor, or somebody who typed `up`.
  await world.context.adapters.host.start(launch);
  const before = await pictureOf(world);

  const error = await refusalOf(goOn(world, scenario));

  expect(error).toMatchObject({code: 'E_DRIFTED', message: new RegExp(`stop .*${stopped}`)});
  expect(await pictureOf(world)).toEqual(before);

  world.host.kill(stopped);
  await goOn(world, scenario);
  expect(await openRun(world)).toBeUndefined();
});
