import {describe, expect, it} from 'vitest';

import {judgeCluster} from '../../../src/lib/domain/cluster/judge.js';
import type {InstalledEtcd} from '../../../src/lib/domain/etcd-version/install.js';
import type {RunReport} from '../../../src/lib/engine/step.js';
import {etcdInstallView} from '../../../src/lib/views/etcd-install-view.js';
import {etcdListView} from '../../../src/lib/views/etcd-list-view.js';
import {logsView} from '../../../src/lib/views/logs-view.js';
import {paint} from '../../../src/lib/views/paint.js';
import {formatTable} from '../../../src/lib/views/table.js';
import {upView} from '../../../src/lib/views/up-view.js';
import {CLUSTER_ID, observed} from '../../fakes/status.js';

const PLAIN = {color: false, width: 100};
const COLOUR = {color: true, width: 100};

describe('paint', () => {
  it('colours only where colours are on', () => {
    expect(paint('x', 'red', PLAIN)).toBe('x');
    expect(paint('x', 'red', COLOUR)).toBe('\u001b[31mx\u001b[0m');
  });
});

describe('formatTable', () => {
  it('aligns columns and leaves nothing at the end of a line', () => {
    expect(
      formatTable(
        ['NAME', 'B'],
        [
          ['a', 'long value'],
          ['a longer name', ''],
        ],
      ),
    ).toBe('NAME           B\na              long value\na longer name');
  });

  it('measures what is seen, not colour codes', () => {
    const [, first, second] = formatTable(
      ['A', 'B'],
      [
        [paint('red', 'red', COLOUR), '1'],
        ['x', '2'],
      ],
    ).split('\n');

    expect(first).toBe('\u001b[31mred\u001b[0m  1');
    expect(second).toBe('x    2');
  });

  it('shows headers over no rows', () => {
    expect(formatTable(['A', 'B'], [])).toBe('A  B');
  });
});

describe('logsView', () => {
  it.each([
    ['one node', [{node: 'a', lines: ['x', 'y']}], 'x\ny'],
    [
      'two nodes',
      [
        {node: 'a', lines: ['x']},
        {node: 'long', lines: ['y']},
      ],
      'a    | x\nlong | y',
    ],
    ['no lines', [{node: 'a', lines: []}], 'No logs yet. Next: etcdops up'],
    ['no nodes', [], 'No logs yet. Next: etcdops up'],
  ])('%s', (_, logs, expected) => {
    expect(logsView({logs}, PLAIN)).toBe(expected);
  });
});

describe('etcdListView', () => {
  it('lists versions, or says how to get one', () => {
    const versions = [{version: '3.7.3', source: 'release', binDir: '/c/3.7.3'}] as const;

    expect(etcdListView({versions}, PLAIN)).toContain('3.7.3    release  /c/3.7.3');
    expect(etcdListView({versions: []}, PLAIN)).toContain('Next: etcdops etcd install');
  });
});

describe('etcdInstallView', () => {
  it.each<[outcome: InstalledEtcd['outcome'], words: string, next: string]>([
    ['installed', 'installed', 'bootstrap static --members 3 --start'],
    ['already-there', 'was there', 'bootstrap static --members 3 --start'],
    ['planned', 'would be installed', 'the same line without --dry-run'],
  ])('%s', (outcome, words, next) => {
    const installed = [{version: '3.7.3', source: 'go', binDir: '/c/3.7.3', outcome}] as const;

    const text = etcdInstallView({installed, versions: []}, PLAIN);

    expect(text).toContain(`3.7.3    go      ${words}`);
    expect(text).toMatch(new RegExp(`Next: .*${next}$`));
  });
});

describe('upView', () => {
  const status = judgeCluster('demo', CLUSTER_ID, [observed(0)]);
  const run = (outcome: RunReport['outcome']): RunReport => ({id: 'r', workflow: 'up', outcome, steps: []});

  it.each([
    ['done', /^\nCluster demo · healthy/],
    ['nothing-to-do', /^Everything runs already\.\n\nCluster demo · healthy/],
  ] as const)('%s', (outcome, expected) => {
    expect(upView({run: run(outcome), ...status}, PLAIN)).toMatch(expected);
  });

  it('of a dry run has a plan and no status', () => {
    expect(upView({run: run('planned')}, PLAIN)).toMatch(/^Plan:[^]*Next: the same line without --dry-run$/);
  });
});
