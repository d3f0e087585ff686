import {describe, expect, it} from 'vitest';

import {readCompose} from '../../../../src/lib/domain/inputs/read-compose.js';
import {readInput, shownLaunches, shownSlips} from './read-input.js';
import type {Files} from './read-files.js';

/** One service of etcd's own image with these lines. */
function service(...lines: readonly string[]): Files {
  const all = ['image: quay.io/coreos/etcd:v3.5.12', ...lines];
  return {'compose.yaml': `services:\n  infra0:\n${all.map(line => `    ${line}\n`).join('')}`};
}

describe('slips of a compose file', () => {
  it.each([
    [['command: [--name=a]'], 'container-flag-as-program 4: --name=a'],
    [['command: --name a'], 'container-flag-as-program 4: --name'],
    [['command: [sh, -c, "etcd --name=$(hostname)"]'], 'compose-bad-variable 4: $'],
    [['environment: ["ETCD_NAME=${}"]'], 'compose-bad-variable 4: $'],
    [['command: etcd --name=a && echo b'], 'compose-dropped-shell 4: && echo b'],
    [['command: etcd --name="a'], 'compose-bad-command 4: "'],
    [['command: [etcd, --name=$$HOSTNAME]'], 'container-unread-variable 4: $$HOSTNAME'],
    [['command: etcd --name=$${HOSTNAME}'], 'container-unread-variable 4: $${HOSTNAME}'],
    [['command: [etcd'], 'yaml-unreadable 5: '],
  ])('in %j: %s', (lines, slip) => {
    const files = service(...lines);

    expect(shownSlips(files, readInput(readCompose, files))).toEqual([slip]);
  });

  it('are found in a command that no program can be started with', () => {
    const files = service(`command: etcd --name=${'a'.repeat(1024 * 1024)}`);

    expect(shownSlips(files, readInput(readCompose, files))).toEqual(['compose-bad-command 4: e']);
  });

  it('leave no value that is judged', () => {
    const files = service('command: [etcd, --name=$$HOSTNAME, --data-dir=/d]');

    expect(shownLaunches(readInput(readCompose, files).launches)).toEqual([
      'infra0: etcd ?--name=$HOSTNAME --data-dir=/d',
    ]);
  });
});
