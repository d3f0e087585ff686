import {readFileSync, readdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {KEYS, startCliInPty, type PtySession} from '../helpers/pty.js';
import {tempDir} from '../helpers/temp-dir.js';
import {assertHealthy, cliOk} from './observed-cluster.js';

const SHOW_CURSOR = '\u001b[?25h';
const HIDE_CURSOR = '\u001b[?25l';
const SPINNER = /[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏⠿]/;

function inTerminal({dir, binDir}: TestCluster, args: readonly string[], columns = 100): PtySession {
  return startCliInPty(args, {cwd: dir, env: {ETCDOPS_ETCD_BIN_DIR: binDir}, columns});
}

/** The programs of the cluster, of which etcd takes a while to start: so that what is drawn meanwhile can be waited for. */
function slowEtcd({binDir}: TestCluster): string {
  const dir = tempDir('slow-etcd');
  for (const name of readdirSync(binDir))
    if (name !== 'etcd') symlinkSync(join(binDir, name), join(dir, name));
  const script = `#!/bin/sh\ncase "$*" in *--config-file*) sleep 2;; esac\nexec '${binDir}/etcd' "$@"\n`;
  writeFileSync(join(dir, 'etcd'), script, {mode: 0o755});
  return dir;
}

/** The cursor is back, and nothing that moved is left on the screen. */
function expectClean(session: PtySession): void {
  const raw = session.raw();
  expect(raw).toContain(HIDE_CURSOR);
  expect(raw.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(raw.lastIndexOf(HIDE_CURSOR));
  expect(session.screen()).not.toMatch(SPINNER);
  expect(session.screen()).not.toMatch(/then: |› /);
}

function journals({dir}: TestCluster): string[] {
  const folder = join(dir, '.etcdops/runs');
  return readdirSync(folder).map(name => readFileSync(join(folder, name), 'utf8'));
}

describe.each(['3.4', '3.7'] as const)('a run on a terminal, etcd %s', line => {
  it('draws what is under way, leaves a line for each step, and is resumed after Ctrl-C', async () => {
    const cluster = await startCluster({line});

    const first = inTerminal({...cluster, binDir: slowEtcd(cluster)}, ['restart', '--yes'], 60);
    await first.waitFor(/restart infra\d[^]*› \w+[^]*then: restart infra\d, and 1 more/);
    const list = await cliOk(cluster, ['run', 'list', '--json']);
    expect(list.json<{runs: unknown[]}>().runs[0]).toMatchObject({outcome: 'running', resumable: false});
    const other = await cluster.cli(['status', '--json']);
    expect(other.json()).toMatchObject({unfinishedRun: {running: true}, next: ['etcdops status --watch']});
    await first.waitFor(/✓ restart infra\d/);
    await first.waitFor(/› \w+/);
    first.type(KEYS.ctrlC);
    expect(await first.exitCode()).toBe(130);
    expectClean(first);
    expect(first.screen()).toMatch(/^✓ restart (infra\d)\n✗ restart (?!\1)infra\d\nError E_INTERRUPTED/m);

    const status = inTerminal(cluster, ['status']);
    await status.waitFor(/etcdops restart was begun and is not finished[^]*Next: etcdops run resume/);
    await status.exitCode();

    const rest = inTerminal(cluster, ['run', 'resume']);
    expect(await rest.exitCode(60_000)).toBe(0);
    expectClean(rest);
    // What was interrupted may have been done by then.
    const [firstDone = ''] = /^✓ restart infra\d$/m.exec(first.screen()) ?? [];
    const restDone = rest.screen().match(/^✓ restart infra\d$/gm) ?? [];
    expect(restDone.length).toBeGreaterThanOrEqual(1);
    expect(restDone).not.toContain(firstDone);
    await assertHealthy(cluster);

    const down = inTerminal(cluster, ['down']);
    await down.waitFor(/Stop infra0, infra1, infra2\?/);
    down.type(`y${KEYS.enter}`);
    expect(await down.exitCode()).toBe(0);
    expect(down.screen().match(/^✓ stop infra\d$/gm)).toHaveLength(3);

    const up = await cliOk(cluster, ['up']);
    expect(up.stderr.split('\n').filter(text => text.startsWith('✓'))).toEqual([
      ...['infra0', 'infra1', 'infra2'].map(() => expect.stringMatching(/^✓ start infra\d$/) as string),
      '✓ see that all 3 members are healthy',
    ]);
    expect(up.stderr).not.toContain('\u001b');
    const ends = journals(cluster).filter(text => text.includes('"type":"ended"'));
    expect(ends).toHaveLength(journals(cluster).length);
    await assertHealthy(cluster);
  });
});
