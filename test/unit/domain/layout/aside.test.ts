import {describe, expect, it} from 'vitest';

import {asideOf, type DirKind, type DirSight} from '../../../../src/lib/domain/layout/aside.js';

const PLAIN = {path: '/srv/c/data/infra0', isMount: false};
const MOUNTED = {path: '/srv/c/data/infra0', isMount: true};
const LINKED = {path: '/disk/infra0', isMount: false, isLink: true};

describe('what of a directory moves where it is set aside', () => {
  it.each<[string, DirKind, DirSight | undefined, object | undefined]>([
    ['of which nothing is known', 'data', undefined, {from: 'data/infra0', to: 'data/infra0.removed-R'}],
    ['on the disk of all', 'data', PLAIN, {from: 'data/infra0', to: 'data/infra0.removed-R'}],
    ['that is a disk', 'data', MOUNTED, {from: 'data/infra0/member', to: 'data/infra0/member.removed-R'}],
    ['that is a disk, of a log', 'wal', MOUNTED, undefined],
    ['by a link', 'data', LINKED, {from: '/disk/infra0', to: '/disk/infra0.removed-R', keepsFolder: true}],
    [
      'by a link to a disk',
      'data',
      {...LINKED, isMount: true},
      {from: 'data/infra0/member', to: 'data/infra0/member.removed-R'},
    ],
    [
      'by a link, of a log',
      'wal',
      LINKED,
      {from: '/disk/infra0', to: '/disk/infra0.removed-R', keepsFolder: true},
    ],
  ])('%s', (_, kind, sight, aside) => {
    expect(asideOf({kind, written: 'data/infra0', sight}, 'removed-R')).toEqual(aside);
  });
});
