import {expect, it} from 'vitest';

import {columnTable, type Column} from '../../../src/lib/views/table.js';

const COLUMNS: readonly Column<string>[] = [
  {header: 'NAME', cell: name => name},
  {header: 'ID', cell: () => '4711', isExtra: true},
  {header: 'STATE', cell: () => '\u001B[32mwell\u001B[39m'},
  {header: 'PID', cell: () => '17', isExtra: true},
];

it.each([
  [Number.POSITIVE_INFINITY, ['NAME', 'ID', 'STATE', 'PID']],
  // What colours it takes no room.
  ['NAME       ID    STATE  PID'.length, ['NAME', 'ID', 'STATE', 'PID']],
  ['NAME       ID    STATE  PID'.length - 1, ['NAME', 'ID', 'STATE']],
  ['NAME       ID    STATE'.length - 1, ['NAME', 'STATE']],
  [1, ['NAME', 'STATE']],
])('in a width of %d shows of the columns %j', (width, headers) => {
  const [first] = columnTable(COLUMNS, ['long-name'], {color: true, width}).split('\n');
  expect(first!.split(/ +/)).toEqual(headers);
});
