import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {expect, it} from 'vitest';

import {RUNS_DIR} from '../../src/lib/domain/layout/layout.js';
import {showRun} from '../../src/lib/queries/show-run.js';
import {runShowView} from '../../src/lib/views/run-show-view.js';
import type {World} from '../fakes/fake-world.js';
import {aCluster, clusterOf, SCENARIOS} from './membership-scenarios.js';

/** As etcdops wrote it before it kept what it saw. */
const OLD_JOURNAL = `eca31f9110ff1706 {"type":"run","journalVersion":1,"id":"20261126T000000Z-0001","workflow":"member add","cluster":"demo","host":"here","startedAt":"2026-11-26T00:00:00.000Z","input":{"name":"infra3"},"steps":[{"id":"add-member:infra3","title":"add infra3","action":"add-member","input":{}}],"done":"Done. Next: etcdops status"}
`;

async function shown(world: World) {
  const {adapters} = await clusterOf(world);
  const run = await showRun({...adapters, lockHolder: async () => undefined}, world.folder, undefined);
  return {run, text: runShowView({run}, {color: false, width: 100})};
}

it.each(['member add', 'member replace, of a dead one', 'promote of a gateway', 'apply'])(
  '%s: run show tells how the members were when it was planned',
  async name => {
    const scenario = SCENARIOS.find(one => one.name === name)!;
    const world = await aCluster(scenario);
    const before = world.etcd.members().map(member => member.name);
    await scenario.begin(await clusterOf(world));

    const {run, text} = await shown(world);

    expect(run.observed?.members.map(({name: one}) => one)).toEqual(before);
    const away = run.observed?.members.filter(({health}) => health !== 'serving').map(one => one.name);
    expect(away).toEqual(scenario.dead ?? []);
    expect(run.observed?.members.filter(({leader}) => leader)).toHaveLength(1);
    expect(text).toContain('Members when it was planned:\n  NAME ');
    expect(text).toMatch(/\n {2}infra0 +\w+ +\w+ +serving +\d/);
  },
);

it('a journal from before that is shown without', async () => {
  const world = await aCluster(SCENARIOS[0]!);
  const runs = join(world.folder, RUNS_DIR);
  mkdirSync(runs, {recursive: true});
  writeFileSync(join(runs, '20261126T000000Z-0001.jsonl'), OLD_JOURNAL);

  const {run, text} = await shown(world);

  expect(run).not.toHaveProperty('observed');
  expect(run).toMatchObject({workflow: 'member add', outcome: 'interrupted'});
  expect(text).not.toContain('Members when');
  expect(text).toContain('· add infra3');
});
