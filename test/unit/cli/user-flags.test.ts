import {expect, it} from 'vitest';

import {lineAsUser} from '../../../src/lib/cli/user-flags.js';

it.each([
  [undefined, 'etcdops apply'],
  ['root', 'etcdops apply --user root'],
  ['root:its:word', 'etcdops apply --user root'],
  ['my user', "etcdops apply --user 'my user'"],
])('the next line of a command as %j is %s', (user, line) => {
  expect(lineAsUser('apply', {user})).toBe(line);
});
