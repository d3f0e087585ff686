import {describe, expect, it} from 'vitest';

import type {ConvertTarget} from '../../../../src/lib/domain/convert/conversion.js';
import {sourceOfProcess} from '../../../../src/lib/domain/convert/source.js';
import type {Launch} from '../../../../src/lib/domain/inputs/input.js';
import {startedProcess} from '../../../helpers/started-process.js';

function remarks(
  argv: readonly string[],
  launch: Partial<Launch> = {},
  target: ConvertTarget = 'flags',
): {lost: string[]; notes: string[]} {
  const input = launch.input ?? 'shell';
  const process = startedProcess(argv, {launch, input});
  const {lost, notes} = sourceOfProcess(process, target, {name: 'a', folder: '/w'});
  return {
    lost: lost.map(({setting, value}) => `${setting} ${value}`),
    notes: notes.map(({message}) => message),
  };
}

describe('what is said of', () => {
  it.each<[what: string, argv: string[], launch: Partial<Launch>, notes: string[]]>([
    ['absolute paths', ['etcd', '--data-dir=/d'], {}, []],
    ['relative ones', ['etcd', '--data-dir=d'], {}, ['relative, and taken to count from /w: data-dir d']],
    [
      'relative ones of a unit',
      ['etcd', '--data-dir=d'],
      {input: 'systemd'},
      ['relative, and taken to count from /: data-dir d'],
    ],
    [
      'relative ones with a folder to start in',
      ['etcd', '--data-dir=d'],
      {input: 'systemd', workingDirectory: '/srv'},
      ['relative, and taken to count from /srv: data-dir d'],
    ],
    [
      'relative ones of a file that starts nothing',
      ['etcd', '--data-dir=d'],
      {input: 'env'},
      ['relative, and taken to count from /w, the folder of the file: data-dir d'],
    ],
    [
      'paths in a container',
      ['etcd', '--data-dir=/etcd-data/x', '--cert-file=/c'],
      {inContainer: true, mounts: [{source: 'data', target: '/etcd-data'}]},
      [
        'data-dir /etcd-data/x is a path in the container (data/x on the machine); it was taken as it is',
        'cert-file /c is a path in the container (no file of the machine); it was taken as it is',
      ],
    ],
    [
      'paths that a container has in common with the machine',
      ['etcd', '--data-dir=/var/lib/etcd'],
      {inContainer: true, mounts: [{source: '/var/lib', target: '/var/lib'}]},
      [],
    ],
    ['a program beside the script', ['./etcd', '--data-dir=/d'], {}, ['it starts ./etcd; etcd was written']],
    [
      'a program that only the machine knows',
      ['?$BIN/etcd', '--data-dir=/d'],
      {},
      ['it starts $BIN/etcd; etcd was written'],
    ],
    ['a program by its whole path', ['/opt/etcd', '--data-dir=/d'], {}, []],
  ])('%s', (_, argv, launch, notes) => {
    expect(remarks(argv, launch)).toEqual({lost: [], notes});
  });

  it('a network of its own, which is lost', () => {
    const mounts = [{source: '/d', target: '/d'}];
    const launch = {inContainer: true, ownNetwork: true, mounts} as const;

    expect(remarks(['etcd', '--data-dir=/d'], launch, 'compose').lost).toEqual(['network of its own']);
  });

  it.each(['compose', 'flags', 'spec'] as const)('data on a volume, which stays there, --to %s', target => {
    const {lost, notes} = remarks(['etcd', '--data-dir=/etcd-data'], {inContainer: true}, target);

    expect(lost).toEqual(['data-dir /etcd-data']);
    expect(notes).toEqual([]);
  });

  it('a program, where the target starts none', () => {
    expect(remarks(['./etcd', '--data-dir=/d'], {}, 'env').notes).toEqual([]);
  });

  it('a folder whose name breaks lines', () => {
    expect(remarks(['etcd'], {workingDirectory: '/a\nb'}).lost).toEqual(['working directory /a\\nb']);
  });
});
