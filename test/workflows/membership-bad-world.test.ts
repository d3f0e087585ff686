import {readdirSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {writeError} from '../../src/lib/adapters/files/file-errors.js';
import type {Files} from '../../src/lib/adapters/files/files.js';
import {listRuns} from '../../src/lib/queries/run-journals.js';
import type {SpecContext} from '../../src/lib/workflows/cluster-run.js';
import {memberRemove} from '../../src/lib/workflows/membership/remove.js';
import type {World} from '../fakes/fake-world.js';
import {refusalOf} from '../fakes/refusal.js';
import {aCluster, betweenSteps, clusterOf, goOn, line, pictureOf, SCENARIOS} from './membership-scenarios.js';

const ADD = SCENARIOS.find(({name}) => name === 'member add')!;
const DAY_MS = 86_400_000;

/** Writes of journals end as on a full disk, from the n-th on; half of the line is there. */
function fullDisk(cluster: SpecContext, from: number): SpecContext {
  const {files} = cluster.adapters;
  let writes = 0;
  const full = Object.create(files) as Files;
  type Write = (path: string, text: string, options?: object) => Promise<unknown>;
  const failing = (key: 'appendDurable' | 'createExclusive', half: Write) =>
    Object.defineProperty(full, key, {
      async value(path: string, text: string, options?: object) {
        const write: Write = files[key].bind(files);
        if (!path.includes('/runs/') || ++writes < from) return write(path, text, options);
        await half(path, text);
        throw writeError(path, Object.assign(new Error('write'), {code: 'ENOSPC'}));
      },
    });
  failing('createExclusive', () => Promise.resolve());
  failing('appendDurable', (path, text) => files.appendDurable(path, text.slice(0, 30)));
  return {...cluster, adapters: {...cluster.adapters, files: full}};
}

async function wholePicture(): Promise<object> {
  const world = await aCluster(ADD);
  await ADD.begin(await clusterOf(world));
  return pictureOf(world);
}

describe('a disk that is full', () => {
  it('while a journal begins: nothing is changed, and the same line works once there is room', async () => {
    const world = await aCluster(ADD);
    const before = await pictureOf(world);

    const error = await refusalOf(ADD.begin(fullDisk(await clusterOf(world), 1)));

    expect(error).toMatchObject({code: 'E_WRITE_FAILED', message: /the disk is full$/});
    expect(error.hints.at(-1)).toMatch(/df -h \S+\/runs$/);
    expect(await pictureOf(world)).toEqual(before);
    expect(readdirSync(join(world.folder, '.etcdops/runs'))).toEqual([]);
    await ADD.begin(await clusterOf(world));
    expect(await pictureOf(world)).toEqual(await wholePicture());
  });

  it('amid a run: it stops, and goes on once there is room', async () => {
    const expected = await wholePicture();
    const met = new Set<string>();
    for (let from = 2; ; from++) {
      const world = await aCluster(ADD);
      const error = await ADD.begin(fullDisk(await clusterOf(world), from)).then(
        () => undefined,
        (reason: unknown) => reason as {code: string; message: string; hints: string[]},
      );
      if (error === undefined) break;
      met.add(error.code);
      expect(error.message).toMatch(/\.jsonl: the disk is full$/);
      expect(error.hints.some(hint => hint.includes('df -h'))).toBe(true);

      await goOn(world, ADD);

      const where = `full at record ${from}`;
      expect({where, ...(await pictureOf(world))}).toEqual({where, ...expected});
      expect(world.etcd.quorumLosses).toEqual([]);
    }
    expect(met).toContain('E_PARTWAY');
  }, 60_000);
});

/** The clock of the machine, which somebody sets; what has passed is another matter. */
function setClock({etcd}: World, byMs: number): void {
  const real = etcd.clock.now.bind(etcd.clock);
  Object.assign(etcd.clock, {now: () => new Date(real().getTime() + byMs)});
}

describe('a clock that jumps by a day', () => {
  it('between steps and before a resume costs nothing', async () => {
    const world = await aCluster(ADD);
    let steps = 0;
    const jumping = betweenSteps(await clusterOf(world), 1, async () => setClock(world, DAY_MS));
    const stopping = betweenSteps(jumping, 2, async () => {
      setClock(world, -2 * DAY_MS);
      if (++steps === 1) throw new Error('killed');
    });
    await expect(ADD.begin(stopping)).rejects.toThrow('killed');
    setClock(world, -DAY_MS);

    await goOn(world, ADD);
    // Between two days ago and now everything has been.
    const report = await line(memberRemove, {name: 'infra3'})(await clusterOf(world));

    const {steps: done} = report as {steps: {durationMs: number}[]};
    expect(Math.min(...done.map(({durationMs}) => durationMs))).toBeGreaterThanOrEqual(0);
    const runs = await listRuns((await clusterOf(world)).adapters, world.folder);
    expect(runs.map(({workflow, outcome}) => `${workflow} ${outcome}`).sort()).toEqual([
      'member add done',
      'member remove done',
    ]);
    expect(new Set(runs.map(({id}) => id)).size).toBe(2);
    expect(world.etcd.members()).toHaveLength(3);
  });
});

it('members that disagree about the membership are left alone', async () => {
  const world = await aCluster(ADD);
  world.etcd.strangers.add('infra2');

  const error = await refusalOf(ADD.begin(await clusterOf(world)));

  expect(error.code).toBe('E_QUORUM');
  expect(error.message).toMatch(/do not agree about the membership: infra2 is a member of another cluster/);
  expect(error.hints).toContain('etcdops member list');
  expect(world.etcd.members()).toHaveLength(3);
});
