import {copyFileSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {expect, it} from 'vitest';

import type {SnapshotReport} from '../../src/lib/domain/snapshots/snapshot-report.js';
import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {cliOk} from '../integration/observed-cluster.js';
import {putMany} from '../integration/restored-cluster.js';
import {json} from '../integration/saved-snapshots.js';

const SLOWEST_MS = 240_000;
const PAGE_BYTES = 4096;
const BRANCH = 1;
const LEAF = 2;

/** Of bbolt: the number of the page, what it is, how much is in it. */
const HEADER = {id: 0, flags: 8, count: 10};

/** Numbers below 1 that are the same in each run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
}

function flipped(intact: Buffer, at: number): Buffer {
  const copy = Buffer.from(intact);
  copy[at]! ^= 0x40;
  return copy;
}

/** Where the headers of pages lie that hold keys or lead to them. */
function pagesWithKeys(intact: Buffer): number[] {
  const starts = Array.from({length: Math.floor(intact.length / PAGE_BYTES)}, (_, page) => page * PAGE_BYTES);
  return starts.filter(start => [BRANCH, LEAF].includes(intact.readUInt16LE(start + HEADER.flags)));
}

function drill(cluster: TestCluster, path: string): Promise<SnapshotReport & {exitCode: number}> {
  return json<SnapshotReport>(cluster, 'snapshot', 'verify', path, '--skip-hash-check', '--drill');
}

it(
  'a raw copy with one bit of it changed is refused, or one that serves',
  {timeout: SLOWEST_MS},
  async () => {
    const cluster = await startCluster({members: 1});
    await putMany(cluster, 'k', 2000);
    await cliOk(cluster, ['down', '--yes']);
    const path = join(cluster.dir, 'raw.db');
    copyFileSync(join(cluster.dir, '.etcdops/data/infra0/member/snap/db'), path);
    const intact = readFileSync(path);
    expect(await drill(cluster, path)).toMatchObject({exitCode: 0, drill: {keys: 2000}});
    const random = seeded(20261126);
    const pages = pagesWithKeys(intact);
    const somePage = (): number => pages[Math.floor(random() * pages.length)]!;
    const places = [
      ...Array.from({length: 8}, () => somePage() + Math.floor(random() * PAGE_BYTES)),
      ...Object.values(HEADER).flatMap(field => Array.from({length: 4}, () => somePage() + field)),
    ];

    const refused: number[] = [];
    for (const place of places) {
      writeFileSync(path, flipped(intact, place));
      const {exitCode, findings, drill: drilled} = await drill(cluster, path);
      const hasErrors = findings.some(({severity}) => severity === 'error');
      expect(exitCode, `byte ${place}`).toBe(hasErrors ? 3 : 0);
      // Nobody can tell a value from another one without a digest.
      if (!hasErrors) expect(drilled, `byte ${place}`).toMatchObject({keys: expect.any(Number) as number});
      if (hasErrors) refused.push(place);
    }

    // Some of the pages belong to nothing any more, and are never read.
    const headers = places.slice(8);
    expect(headers.filter(place => refused.includes(place)).length).toBeGreaterThanOrEqual(4);
    expect(readdirSync(join(cluster.dir, '.etcdops')).filter(name => name.startsWith('drill'))).toEqual([]);
  },
);
