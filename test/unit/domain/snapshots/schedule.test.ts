import {chmodSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {execa} from 'execa';
import {describe, expect, it} from 'vitest';

import {cronLine, scheduledCommands} from '../../../../src/lib/domain/snapshots/schedule.js';
import {tempDir} from '../../../helpers/temp-dir.js';

const REQUEST = {
  every: 'hourly',
  rules: {last: 5, hourly: 0, daily: 7, weekly: 0},
  trashDays: 9,
} as const;
const LINES = {program: ['/usr/bin/etcdops'], specPath: "/it's 100%/etcdops.yaml"};

/** A program that says what it was called with, and fails where one of the words is `failing`. */
function aProgram(failing: string): string {
  const path = join(tempDir('cron'), 'etc ops');
  writeFileSync(
    path,
    `#!/bin/sh\necho "ran $*"\ncase " $* " in *" ${failing} "*) echo '{"error": "50% \\\\n"}'; exit 5;; esac\n`,
  );
  chmodSync(path, 0o755);
  return path;
}

/** What cron's shell is given: the line behind the five times, with its percent signs as they were. */
function ofCron(line: string): string {
  return line.replace(/^(?:\S+ ){5}/, '').replaceAll('\\%', '%');
}

describe('what is scheduled', () => {
  it('saves, then prunes, with the user and the programs of etcd that were named', () => {
    const request = {...REQUEST, user: 'root', passwordFile: '/etc/pw'};
    expect(scheduledCommands(request, {...LINES, etcdBinDir: '/opt/etcd'})).toEqual([
      [
        ...['/usr/bin/etcdops', 'snapshot', 'save', '--spec', LINES.specPath, '--json'],
        ...[
          '--timeout',
          '50m',
          '--etcd-bin-dir',
          '/opt/etcd',
          '--user',
          'root',
          '--password-file',
          '/etc/pw',
        ],
      ],
      [
        ...['/usr/bin/etcdops', 'snapshot', 'prune', '--spec', LINES.specPath, '--json'],
        ...['--yes', '--keep', '5', '--keep-daily', '7', '--trash-days', '9'],
      ],
    ]);
  });

  it.each([
    ['nothing', {exitCode: 0, stdout: '', stderr: ''}],
    [
      'save',
      {
        exitCode: 1,
        stdout: '',
        stderr: /^ran snapshot save --spec \/it's 100%\/etcdops.yaml --json --timeout 50m\n[^]*50% \\n/,
      },
    ],
    [
      'prune',
      {
        exitCode: 1,
        stdout: '',
        stderr: /^ran snapshot prune --spec \/it's 100%\/etcdops.yaml --json --yes [^]*50% \\n/,
      },
    ],
  ])('by cron is silent unless something fails: %s', async (failing, {exitCode, stdout, stderr}) => {
    const commands = scheduledCommands(REQUEST, {...LINES, program: [aProgram(failing)]});
    const line = cronLine('daily', commands);
    expect(line).toMatch(/^17 3 \* \* \* /);
    expect(line.replaceAll('\\%', '')).not.toContain('%');
    const result = await execa('sh', ['-c', ofCron(line)], {reject: false});
    expect(result).toMatchObject({exitCode, stdout});
    expect(result.stderr).toMatch(stderr);
    if (exitCode === 0) expect(result.stderr).toBe('');
  });
});
