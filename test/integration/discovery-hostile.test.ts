import {readdirSync} from 'node:fs';

import {expect, it} from 'vitest';

import {runCli} from '../helpers/cli.js';
import {etcdBinDir} from '../helpers/etcd-binaries.js';
import {HOSTILE, webServer} from '../helpers/hostile-service.js';
import {tempDir} from '../helpers/temp-dir.js';
import type {ErrorJson} from './observed-cluster.js';

/** Each service is given up after 5 s; well away from that, as other tests run beside this one. */
const LIMIT_MS = 15_000;

const SILENT = HOSTILE.filter(({what}) => what === 'silence');

interface Row {
  readonly args: (base: string) => string[];
  readonly answers: typeof HOSTILE;
}

const ROWS: readonly Row[] = [
  {args: base => ['discovery', 'status', `${base}/v2/keys/_etcd/registry/one`], answers: HOSTILE},
  {
    args: base => ['discovery', 'status', 'one', '--endpoints', base],
    answers: HOSTILE.filter(({what}) => /^(a web page|503|silence|a redirect to itself)$/.test(what)),
  },
  {args: base => ['discovery', 'new', '--size', '3', '--service', base], answers: SILENT},
  {args: base => ['discovery', 'new', '--size', '3', '--endpoints', base], answers: HOSTILE.slice(2, 3)},
  {args: base => ['discovery', 'reap', `${base}/one`, '--yes'], answers: SILENT},
];

it('whatever answers instead of a discovery service: each command says so in time', async () => {
  const dir = tempDir('hostile');
  const runs = ROWS.flatMap(({args, answers}) => answers.map(row => ({args, ...row})));

  const results = await Promise.all(
    runs.map(async ({args, answer}) => {
      const base = await webServer(answer);
      return runCli([...args(base), '--etcd-bin-dir', etcdBinDir('3.7'), '--json'], {cwd: dir});
    }),
  );

  for (const [index, result] of results.entries()) {
    const {args, what} = runs[index]!;
    const row = `${args('SERVICE').join(' ')}: ${what}`;
    const {error} = result.json<ErrorJson>();
    expect(error, row).toMatchObject({code: 'E_UNREACHABLE', exitCode: 6});
    expect(error.message, row).not.toContain('\u001b');
    expect(error.hints.join('\n'), row).toMatch(/etcdops discovery serve --size \d+ runs a service here/);
    expect(result.durationMs, row).toBeLessThan(LIMIT_MS);
  }
  expect(readdirSync(dir)).toEqual([]);
});
