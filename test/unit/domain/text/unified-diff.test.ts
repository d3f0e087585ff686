import {execFileSync} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import fc from 'fast-check';
import {describe, expect, it} from 'vitest';

import {unifiedDiff} from '../../../../src/lib/domain/text/unified-diff.js';
import {tempDir} from '../../../helpers/temp-dir.js';

const LINES = Array.from({length: 12}, (_, n) => `line ${n}`);
const BEFORE = `${LINES.join('\n')}\n`;

describe('unifiedDiff', () => {
  it('shows what changes with three lines around it', () => {
    const patch = unifiedDiff({
      path: 'Procfile',
      before: BEFORE,
      after: BEFORE.replace('line 5', 'LINE 5'),
      isNew: false,
    });

    expect(patch.split('\n')).toEqual([
      '--- a/Procfile',
      '+++ b/Procfile',
      '@@ -3,7 +3,7 @@',
      ' line 2',
      ' line 3',
      ' line 4',
      '-line 5',
      '+LINE 5',
      ' line 6',
      ' line 7',
      ' line 8',
      '',
    ]);
  });

  it('shows a new file as one', () => {
    const patch = unifiedDiff({
      path: 'nodes/infra0/etcd.yaml',
      before: '',
      after: 'name: infra0\n',
      isNew: true,
    });

    expect(patch).toBe('--- /dev/null\n+++ b/nodes/infra0/etcd.yaml\n@@ -0,0 +1,1 @@\n+name: infra0\n');
  });

  it('tells of a missing line end', () => {
    const patch = unifiedDiff({path: 'a', before: 'x\n', after: 'x', isNew: false});

    expect(patch).toContain('\\ No newline at end of file');
  });

  it.each([
    ['      password: old word', '      password: new'],
    ["export ETCD_DISCOVERY_PASSWORD='old'", 'export ETCD_DISCOVERY_PASSWORD=new'],
    ['ETCD_DISCOVERY_PASSWORD="old"', 'ETCD_DISCOVERY_PASSWORD=new'],
    ["  '--discovery-password=old' \\", '  --discovery-password=new \\'],
    ['      - "--discovery-password=old"', '      ETCD_DISCOVERY_PASSWORD: new'],
    ['  client: {user: demo, password: old}', '  client: {user: demo, password: new}'],
  ])('shows that a password changes, and not to what: %s', (before, after) => {
    const patch = unifiedDiff({path: 'a', before: `x\n${before}\n`, after: `x\n${after}\n`, isNew: false});

    expect(patch).toMatch(/^-.*\*{3}$/m);
    expect(patch).toMatch(/^\+.*\*{3}$/m);
    expect(patch).not.toMatch(/old|new/);
  });

  it.each([
    ['folded', 'password: >-\n  hush\n\n  hush # no\nuser: demo'],
    ['on the next line', 'password:\n  hush\n  hush\nuser: demo'],
    ['in quotes', 'password: "hush\n  hush"\nuser: demo'],
    ['in quotes of a flow', "client: {password: 'hush\nhush', url: x}\nuser: demo"],
    ['with escapes', 'password: "hush\\\n  hush"\nuser: demo'],
    ['far from its key', `password: |\n${'  hush\n'.repeat(9)}user: demo`],
  ])('hides a password %s, and nothing behind it', (_, before) => {
    const after = before.replace('user: demo', 'user: other');
    const patch = unifiedDiff({path: 'a', before: `${before}\nx\n`, after: `${after}\nx\n`, isNew: false});

    expect(patch).not.toContain('hush');
    expect(patch).toMatch(/^-user: demo\n\+user: other\n x$/m);
  });

  it('shows which line of a long password changes, and not to what', () => {
    const before = 'x\npassword: |\n  a\n  hush\n  c\nuser: demo\n';
    const patch = unifiedDiff({path: 'a', before, after: before.replace('hush', 'hist'), isNew: false});

    expect(patch).toContain(' password: ***\n   ***\n-  ***\n+  ***\n   ***\n user: demo\n');
  });

  it('is taken by patch', () => {
    const dir = tempDir();
    const env = {
      PATH: process.env['PATH'],
      GIT_CEILING_DIRECTORIES: dir,
      GIT_DIR: join(dir, 'no-repository'),
    };
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', '', '====='))
      .map(lines => lines.map(line => `${line}\n`).join(''));

    fc.assert(
      fc.property(text, text, (before, after) => {
        fc.pre(before !== after && before !== '' && after !== '');
        writeFileSync(join(dir, 'file'), before);
        const patch = unifiedDiff({path: 'file', before, after, isNew: false});
        execFileSync('git', ['apply', '--whitespace=nowarn', '-'], {cwd: dir, input: patch, env});
        expect(readFileSync(join(dir, 'file'), 'utf8')).toBe(after);
      }),
      {numRuns: 25},
    );
  });
});
