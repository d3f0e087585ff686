import {mkdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';

import {beforeAll, describe, expect, it} from 'vitest';

import {etcdVersion, type EtcdTestLine} from '../../helpers/etcd-binaries.js';
import {freeBasePort} from '../../helpers/free-ports.js';
import {tempDir} from '../../helpers/temp-dir.js';
import {TRUTH_ROWS} from './all-rows.js';
import {disagreements, judged, verdictOf} from './compare-verdicts.js';
import {judgeRow} from './judge-row.js';
import {runRealEtcd} from './run-real-etcd.js';
import type {TruthPlace, TruthRow} from './truth-row.js';
import {writeFiles} from './write-files.js';

/** How long a process that listens may take until it refuses, where the row knows nothing else. */
const PATIENCE_MS = 3000;
const PORTS_OF_A_ROW = 4;

async function check(row: TruthRow, line: EtcdTestLine, place: TruthPlace): Promise<string[]> {
  const {dir} = place;
  const files = row.files(place);
  writeFiles(dir, files);
  await row.prepare?.(place, line);
  const {launch, findings} = await judgeRow(files, {dir, version: etcdVersion(line)});
  const real = await runRealEtcd(launch, line, {dir, patienceMs: row.patienceMs ?? PATIENCE_MS});
  return disagreements(row, {...real, line}, judged(findings));
}

/** Runs every row on the newest etcd of a line and compares its verdict with ours. */
export function describeTruth(line: EtcdTestLine): void {
  const rows = TRUTH_ROWS.filter(row => verdictOf(row, line) !== undefined);

  describe.concurrent(`what etcd ${line} makes of a configuration`, () => {
    let root = '';
    let basePort = 0;

    beforeAll(async () => {
      root = tempDir('truth');
      basePort = await freeBasePort(Math.ceil((rows.length * PORTS_OF_A_ROW) / 10));
    });

    it.each(rows.map((row, index) => ({...row, index})))('$name', async ({index, ...row}) => {
      const clientPort = basePort + PORTS_OF_A_ROW * index;
      const place = {
        dir: join(root, String(index)),
        clientPort,
        peerPort: clientPort + 1,
        otherPort: clientPort + 2,
      };
      mkdirSync(place.dir);
      try {
        expect(await check(row, line, place)).toEqual([]);
      } finally {
        // Some 130 MB for each member that started, which all rows together would not find on most disks.
        rmSync(place.dir, {recursive: true, force: true, maxRetries: 5, retryDelay: 50});
      }
    });
  });
}
