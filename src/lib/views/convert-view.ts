import {relative} from 'node:path';

import type {ConvertResult} from '../workflows/convert.js';
import {paint} from './paint.js';
import type {View, ViewOptions} from './view.js';

export interface ShownConversion extends ConvertResult {
  readonly cwd: string;
}

/** The text of the one file, or what was written where. */
export const convertView: View<ShownConversion> = ({files, dir, written, cwd}) => {
  if (dir === undefined) return files.map(({text}) => text ?? '').join('');
  const folder = relative(cwd, dir) || '.';
  const count = `${files.length} file${files.length === 1 ? '' : 's'}`;
  const isSpec = files.some(({path}) => path === 'etcdops.yaml');
  const next = isSpec ? 'Next: etcdops validate, then etcdops status' : undefined;
  const rerun = 'Nothing was written. Next: the same line without --dry-run';
  return [
    `${written ? 'Wrote' : 'Would write'} ${count} to ${folder}:`,
    ...files.map(({path}) => `  ${path}`),
    ...(written ? (next === undefined ? [] : ['', next]) : ['', rerun]),
  ].join('\n');
};

interface Remark {
  readonly members: string[];
  readonly text: string;
}

/** What is said of several members in the same words is said once. */
function grouped(remarks: readonly {readonly member?: string; readonly text: string}[]): Remark[] {
  const byText = new Map<string, Remark>();
  for (const {member, text} of remarks) {
    const remark = byText.get(text) ?? {members: [], text};
    byText.set(text, remark);
    if (member !== undefined && !remark.members.includes(member)) remark.members.push(member);
  }
  return [...byText.values()];
}

const SHOWN_MEMBERS = 5;

function lineOf({members, text}: Remark): string {
  if (members.length === 0) return text;
  const more = members.length > SHOWN_MEMBERS ? ` and ${members.length - SHOWN_MEMBERS} more` : '';
  return `${members.slice(0, SHOWN_MEMBERS).join(', ')}${more}: ${text}`;
}

/** What could not be carried over, and what else to know; empty where there is nothing. For stderr. */
export function convertRemarks(
  {lost, notes}: Pick<ConvertResult, 'lost' | 'notes'>,
  options: ViewOptions,
): string {
  const losses = grouped(
    lost.map(({member, setting, value, why}) => ({
      member,
      text: `${setting}${value === '' ? '' : ` ${value}`}: ${why}`,
    })),
  );
  const others = grouped(
    notes.map(({member, message}) => (member === undefined ? {text: message} : {member, text: message})),
  );
  return [
    ...losses.map(remark => `${paint('not carried over', 'yellow', options)}: ${lineOf(remark)}`),
    ...others.map(remark => `${paint('note', 'cyan', options)}: ${lineOf(remark)}`),
  ].join('\n');
}
