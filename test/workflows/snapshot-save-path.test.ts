import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {expect, it} from 'vitest';

import {saveSnapshot} from '../../src/lib/workflows/snapshots/save-snapshot.js';
import {aWorld} from '../fakes/fake-world.js';
import {refusalOf} from '../fakes/refusal.js';
import {aSpec, members} from '../fakes/spec.js';

it.each<[what: string, path: string, message: string, hint: string]>([
  ['a folder', 'there', '@/there is a folder', 'etcdops snapshot save @/there/NAME.db'],
  ['a folder, quoted', 'is there', '@/is there is a folder', "etcdops snapshot save '@/is there/NAME.db'"],
  ['what exists', 'there/old.db', '@/there/old.db exists already', 'name another file, or none'],
  ['a place in no folder', 'no/x.db', 'there is no folder @/no', 'mkdir -p @/no'],
  ['such a place, quoted', 'not here/x.db', 'there is no folder @/not here', "mkdir -p '@/not here'"],
  ['a place in a file', 'there/old.db/x.db', '@/there/old.db is no folder', 'name another file, or none'],
])('a snapshot is not saved to %s', async (_, path, message, hint) => {
  const {context, folder} = await aWorld(aSpec({nodes: members(1)}), {running: ['infra0']});
  for (const name of ['there', 'is there']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'there/old.db'), '');

  const {
    code,
    exitCode,
    hints,
    message: said,
  } = await refusalOf(saveSnapshot(context, {path, dryRun: false}));

  expect({code, exitCode}).toEqual({code: 'E_USAGE', exitCode: 2});
  expect(said).toBe(message.replace('@', folder));
  expect(hints).toEqual([hint.replace('@', folder)]);
});
