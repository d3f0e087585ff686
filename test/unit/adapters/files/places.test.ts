import {writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {writeProblem} from '../../../../src/lib/adapters/files/places.js';
import {tempDir} from '../../../helpers/temp-dir.js';

describe('whether something can be made in a folder', () => {
  it('can be told of one that is there, and of one that has to be made first', async () => {
    const dir = tempDir('places');
    expect(await writeProblem(dir)).toBeUndefined();
    expect(await writeProblem(join(dir, 'a/b'))).toBeUndefined();
  });

  it('names what is in the way, the nearest that is there', async () => {
    const file = join(tempDir('places'), 'file');
    // Nobody may look for names in it, root neither.
    writeFileSync(file, '', {mode: 0o600});
    expect(await writeProblem(join(file, 'a/b'))).toEqual({folder: file, code: 'EACCES'});
  });
});
