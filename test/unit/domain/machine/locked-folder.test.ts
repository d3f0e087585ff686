import {describe, expect, it} from 'vitest';

import {lockedFolderProblem} from '../../../../src/lib/domain/machine/locked-folder.js';

describe('a folder in which nothing can be made', () => {
  it.each([
    ['EACCES', 'permission denied', 'ls -ld /srv/data'],
    ['EPERM', 'not permitted', 'chattr -i /srv/data'],
    ['EROFS', 'its file system is read-only', 'findmnt -T /srv/data'],
    ['EIO', 'EIO', 'ls -ld /srv/data'],
  ])('%s', (code, why, hint) => {
    const problem = lockedFolderProblem({folder: '/srv/data', code, names: ['infra0', 'infra2']});
    expect(problem.message).toContain('in /srv/data, where directories of infra0, infra2 change places');
    expect(problem.message).toMatch(new RegExp(`: ${why}$`));
    expect(problem.hint).toContain(hint);
  });

  it('has its name quoted where a line to type names it', () => {
    const {message, hint} = lockedFolderProblem({folder: '/srv/my data', code: 'EROFS', names: ['a']});
    expect(message).toContain('in /srv/my data,');
    expect(hint).toContain("findmnt -T '/srv/my data'");
  });
});
