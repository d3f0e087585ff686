import {mkdirSync, realpathSync, symlinkSync} from 'node:fs';
import {join} from 'node:path';

import {expect, it} from 'vitest';

import {createFiles} from '../../../../src/lib/adapters/files/files.js';
import {tempDir} from '../../../helpers/temp-dir.js';

it.each<[what: string, path: string, link: string | undefined]>([
  ['one that is there', 'whole', undefined],
  ['nothing at all', 'missing/below', undefined],
  ['a link to what is there', 'living', undefined],
  ['a link to nothing', 'dead', 'dead'],
  ['a path through a link to nothing', 'dead/data/infra0', 'dead'],
])('finds the link on the way to a path that leads to nothing: %s', async (_, path, link) => {
  const folder = realpathSync(tempDir('links'));
  mkdirSync(join(folder, 'whole'));
  symlinkSync('whole', join(folder, 'living'));
  symlinkSync('gone', join(folder, 'dead'));

  const found = await createFiles().deadLinkOf(join(folder, path));

  const dead = {path: join(folder, 'dead'), target: join(folder, 'gone')};
  expect(found).toEqual(link === undefined ? undefined : dead);
});
