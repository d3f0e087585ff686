import type {RenderResult} from '../workflows/render.js';
import {paint} from './paint.js';
import type {View} from './view.js';

function coloured(line: string, options: {color: boolean}): string {
  if (line.startsWith('+')) return paint(line, 'green', options);
  return line.startsWith('-') ? paint(line, 'red', options) : line;
}

/** What was written, or the diff of what drifted. */
export const renderView: View<RenderResult> = ({files, diff, written}, options) => {
  const changed = files.filter(({state}) => state !== 'same');
  if (changed.length === 0) return 'Every file is as the spec has it. Next: etcdops up';
  const names = changed.map(({path, state}) => `  ${path}${state === 'missing' ? ' (new)' : ''}`);
  if (written)
    return [
      `Wrote ${changed.length} of ${files.length} files:`,
      ...names,
      '',
      'Next: etcdops up, or etcdops restart where members run',
    ].join('\n');
  const patch = diff
    .trimEnd()
    .split('\n')
    .map(line => coloured(line, options));
  return [
    ...patch,
    '',
    `${changed.length} of ${files.length} files differ from the spec. Next: etcdops render`,
  ].join('\n');
};
