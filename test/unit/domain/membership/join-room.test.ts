import {describe, expect, it} from 'vitest';

import {joinProblems, type JoinKind, type JoinNeed} from '../../../../src/lib/domain/membership/join-room.js';

const MIB = 2 ** 20;

function need(kind: JoinKind, device: number, [freeMiB, neededMiB]: [number, number], node = 'n3'): JoinNeed {
  return {
    ...{kind, node, device, path: `/disk${device}`},
    ...{freeBytes: freeMiB * MIB, neededBytes: neededMiB * MIB},
  };
}

describe('room for a member that joins', () => {
  it.each<[string, JoinNeed[], string[]]>([
    ['for all on one disk', [need('data', 1, [300, 200]), need('log', 1, [300, 100])], []],
    [
      'for each alone and not for both',
      [need('data', 1, [299, 200]), need('log', 1, [299, 100])],
      [
        '/disk1 has 299.0 MiB free, and 300.0 MiB are needed there: 200.0 MiB for the database that n3 fetches, 100.0 MiB for the write-ahead log of n3',
      ],
    ],
    ['for each on a disk of its own', [need('data', 1, [200, 200]), need('log', 2, [100, 100])], []],
    [
      'not for the log on its own disk',
      [need('data', 1, [200, 200]), need('log', 2, [99, 100])],
      ['/disk2 has 99.0 MiB free, and 100.0 MiB are needed there: 100.0 MiB for the write-ahead log of n3'],
    ],
    [
      'for the snapshot beside the rest',
      [need('snapshot', 1, [400, 200], 'n1'), need('data', 1, [400, 200]), need('log', 2, [100, 100])],
      [],
    ],
    [
      'not for the snapshot beside the rest',
      [need('snapshot', 1, [399, 200], 'n1'), need('data', 1, [399, 200]), need('log', 2, [100, 100])],
      [
        '/disk1 has 399.0 MiB free, and 400.0 MiB are needed there: 200.0 MiB for the snapshot that is saved before n1 leaves, 200.0 MiB for the database that n3 fetches',
      ],
    ],
    [
      'not for the snapshot where the member is elsewhere',
      [need('snapshot', 1, [1, 2], 'n1')],
      [
        '/disk1 has 1.0 MiB free, and 2.0 MiB are needed there: 2.0 MiB for the snapshot that is saved before n1 leaves',
      ],
    ],
    [
      'on a disk where only another one has none',
      [need('data', 1, [1, 2], 'n2'), need('data', 2, [2, 2])],
      [],
    ],
    ['for nothing', [need('data', 1, [0, 0])], []],
  ])('%s', (_, needs, messages) => {
    expect(joinProblems(needs, 'n3').map(({message}) => message)).toEqual(messages);
  });

  it('says of which kinds it lacks', () => {
    const [problem] = joinProblems([need('snapshot', 1, [1, 2]), need('log', 1, [1, 2])], 'n3');
    expect([...problem!.kinds]).toEqual(['snapshot', 'log']);
  });
});
