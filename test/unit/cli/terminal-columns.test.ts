import {expect, it} from 'vitest';

import {terminalColumns} from '../../../src/lib/cli/terminal-columns.js';

it.each<[isTTY: boolean, columns: number | undefined, expected: number]>([
  [true, 120, 120],
  [true, 5, 20],
  [true, 0, 80],
  [true, undefined, 80],
  [false, undefined, Number.POSITIVE_INFINITY],
  [false, 60, Number.POSITIVE_INFINITY],
])('terminal %j with %j columns', (isTTY, columns, expected) => {
  expect(terminalColumns({isTTY, columns} as NodeJS.WriteStream)).toBe(expected);
});
