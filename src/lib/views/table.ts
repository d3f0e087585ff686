import {stripVTControlCharacters} from 'node:util';

import Table from 'cli-table3';

import type {ViewOptions} from './view.js';

const NO_BORDER = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

/** Rows under headers, without borders: easy on the eye and on `grep`. */
export function formatTable(headers: readonly string[], rows: readonly (readonly string[])[]): string {
  const table = new Table({
    head: [...headers],
    chars: NO_BORDER,
    style: {head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 0},
  });
  table.push(...rows.map(row => [...row]));
  return table
    .toString()
    .split('\n')
    .map(line => line.trimEnd())
    .join('\n');
}

export interface Column<Row> {
  readonly header: string;
  readonly cell: (row: Row, options: ViewOptions) => string;
  /** Left out where the terminal is too narrow for all, the last of them first. */
  readonly isExtra?: true;
}

function widthOf(text: string): number {
  return Math.max(...text.split('\n').map(line => stripVTControlCharacters(line).length));
}

/** A row for each, in as many columns as there is room for. */
export function columnTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  options: ViewOptions,
): string {
  const tableOf = (shown: readonly Column<Row>[]): string =>
    formatTable(
      shown.map(({header}) => header),
      rows.map(row => shown.map(({cell}) => cell(row, options))),
    );
  let shown = columns;
  let text = tableOf(shown);
  while (widthOf(text) > options.width) {
    const least = shown.findLastIndex(({isExtra}) => isExtra);
    if (least === -1) break;
    shown = shown.toSpliced(least, 1);
    text = tableOf(shown);
  }
  return text;
}
