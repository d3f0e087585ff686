import {join, relative} from 'node:path';

import type {DeadLink} from '../layout/aside.js';
import {etcdopsLine} from '../text/etcdops-line.js';
import {printable} from '../text/printable.js';
import {shellQuote} from '../text/shell-quote.js';

/** Where a member keeps its data. Absolute paths. */
export interface DataPlace {
  readonly dataDir: string;
  /** Where its log is not inside the data directory. */
  readonly walDir?: string;
}

/** A member that was healthy once, and has no log where the spec wants it. */
export interface LostData {
  readonly name: string;
  readonly place: DataPlace;
  /** Where it kept its data when etcdops last made it. */
  readonly before?: DataPlace;
  /** Why nothing is there. */
  readonly deadLink?: DeadLink;
}

function logOf({dataDir, walDir}: DataPlace): string {
  return walDir ?? join(dataDir, 'member', 'wal');
}

/** Where a path is once the folder around it has moved. */
function carried(path: string, {from, to}: {from: string; to: string}): string {
  const inside = relative(from, path);
  return inside.startsWith('..') ? path : join(to, inside);
}

/** The content and not the folder: a place that was made ready, such as the root of a disk, is there already. */
function moveLine(from: string, to: string): string {
  const [source, target] = [from, to].map(path => printable(shellQuote(path), Infinity));
  return `mkdir -p -m 700 ${target} && mv ${source}/* ${target}/`;
}

/** Lines that bring the data from where it lay to where it is looked for: the directory first, then its log. */
export function moveLines(before: DataPlace, after: DataPlace): string[] {
  const dirs = {from: before.dataDir, to: after.dataDir};
  const log = carried(logOf(before), dirs);
  return [
    ...(dirs.from === dirs.to ? [] : [moveLine(dirs.from, dirs.to)]),
    ...(log === logOf(after) ? [] : [moveLine(log, logOf(after))]),
  ];
}

function linkText({deadLink}: LostData): string {
  if (deadLink === undefined) return '';
  return ` (${printable(deadLink.path, 500)} is a link to ${printable(deadLink.target, 500)}, where nothing is)`;
}

function mountHint({deadLink}: LostData): string[] {
  if (deadLink === undefined) return [];
  return [`mount what belongs to ${printable(deadLink.target, 500)}, then the same line again`];
}

function wayBack({name, place, before}: LostData): string[] {
  const lines = before === undefined ? [] : moveLines(before, place);
  if (lines.length === 0) return [];
  return [
    'its data is moved while it is stopped, one line after the other:',
    etcdopsLine('down', name),
    ...lines,
    'etcdops render',
    etcdopsLine('up', name),
  ];
}

/** What to do, the most harmless first. */
export function lostDataHints(lost: readonly LostData[]): string[] {
  const moves = lost.flatMap(wayBack);
  return [
    ...lost.flatMap(mountHint),
    ...moves,
    ...(moves.length === 0 ? ['put the data directory back where it was'] : ['or write its old place back']),
    ...lost.map(
      ({name}) => `without that data: etcdops render, then ${etcdopsLine('member', 'replace', name)}`,
    ),
    'if all data is gone for good: etcdops down --purge, then etcdops up begins a new cluster',
  ];
}

/** @param clusterId of the cluster that is recorded */
export function lostDataMessage(lost: readonly LostData[], clusterId: string | undefined): string {
  const each = lost.map(one => {
    const {name, place} = one;
    const {dataDir, walDir} = place;
    const what = walDir === undefined ? `no data in ${dataDir}` : `no log in ${walDir}`;
    return `${name} has ${what}${linkText(one)}`;
  });
  return `${each.join('; ')}, but it belongs to cluster ${clusterId}`;
}
