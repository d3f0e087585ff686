import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {execa} from 'execa';
import {describe, expect, it} from 'vitest';

import {CLI_PATH, cleanEnv, REPO_DIR} from '../helpers/cli.js';
import {onDispose} from '../helpers/disposal.js';
import {freeBasePort} from '../helpers/free-ports.js';
import {endProcessesOf} from '../helpers/processes.js';
import {startPty} from '../helpers/pty.js';
import {tempDir} from '../helpers/temp-dir.js';
import {etcdPids} from '../integration/observed-cluster.js';

interface Step {
  readonly kind: 'command' | 'spec';
  readonly text: string;
}

/** The tour of README.md: the lines that begin with `$`, and the blocks of YAML between them, in order. */
function tourOf(readme: string): Step[] {
  const [, tour = ''] = readme.split(/^## From nothing to a cluster in ten minutes$/m);
  const [section = ''] = tour.split(/^## /m);
  return [...section.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].flatMap(([, language, block = '']): Step[] => {
    if (language === 'yaml') return [{kind: 'spec', text: block}];
    return [...block.matchAll(/^\$ (.*)$/gm)].map(([, text = '']) => ({kind: 'command', text}));
  });
}

/** What a command of the tour must have said. */
const SAYS: Readonly<Record<string, RegExp>> = {
  'etcdops etcd install': /\d+\.\d+\.\d+/,
  'etcdops bootstrap static --members 3 --start': /healthy · 3 members/,
  'etcdops ctl -- put hello world': /^OK$/m,
  'etcdops ctl -- get hello': /^world$/m,
  'etcdops status': /degraded · 3 members/,
  'etcdops up': /healthy · 3 members/,
  'etcdops plan': /restart infra0 \(quota-backend-bytes\)/,
  'etcdops apply --yes': /The cluster is as the spec has it: 3 voters/,
};

describe('the tour of the README', () => {
  it(
    'does what it shows, line by line, for somebody who has never seen etcd',
    {timeout: 300_000},
    async () => {
      const home = tempDir('tour');
      const demo = join(home, 'demo');
      onDispose(() => endProcessesOf(demo));
      writeFileSync(join(home, 'etcdops'), `#!/bin/sh\nexec '${process.execPath}' '${CLI_PATH}' "$@"\n`, {
        mode: 0o755,
      });
      const env = cleanEnv({PATH: `${home}:${process.env['PATH']}`});
      const basePort = await freeBasePort(3);
      const steps = tourOf(readFileSync(join(REPO_DIR, 'README.md'), 'utf8'));
      const seen: string[] = [];

      for (const {kind, text} of steps) {
        const isInFolder = seen.includes('mkdir demo && cd demo');
        if (kind === 'spec') {
          const spec = join(demo, 'etcdops.yaml');
          writeFileSync(spec, `${readFileSync(spec, 'utf8')}${text}`);
          continue;
        }
        seen.push(text);
        if (text === 'etcdops down') {
          const session = startPty('sh', ['-c', text], {cwd: demo, env});
          await session.waitFor(/Stop infra0, infra1, infra2\?/);
          session.type('y\r');
          expect(await session.exitCode()).toBe(0);
          expect(session.screen()).toContain('Next: etcdops up');
          continue;
        }
        const line = text
          // The ports of the tour may be in use, and pids are never the same.
          .replace(/^(etcdops bootstrap static .*)$/, `$1 --base-port ${basePort}`)
          .replace(/^kill -9 \d+$/, () => `kill -9 ${etcdPids(demo).get('infra0')?.[0]}`);
        const {exitCode, all} = await execa('sh', ['-c', line], {
          cwd: isInFolder ? demo : home,
          env,
          extendEnv: false,
          all: true,
          reject: false,
          stdin: 'ignore',
        });
        // One member is down then, and status says so in its exit code too.
        expect(exitCode, `${line}\n${all}`).toBe(text === 'etcdops status' ? 6 : 0);
        const says = SAYS[text];
        if (says !== undefined) expect(all, line).toMatch(says);
      }

      expect(seen).toEqual(expect.arrayContaining(Object.keys(SAYS)));
      expect(etcdPids(demo).size).toBe(0);
    },
  );
});
