import type {Place} from '../inputs/place.js';
import type {EtcdProcess} from '../process/etcd-process.js';
import {givenOf, nameOf, valueOf} from '../process/values.js';
import {printable} from '../text/printable.js';
import type {Cluster} from './cluster.js';
import {isWhole, placeOf, isServer} from './judged.js';
import {folderOf, marksOf} from './machine-of.js';
import {isSameMember} from './taken-ports.js';
import {exampleOnOneMachine} from './rule-examples.js';
import type {ClusterRule, Report} from './rule.js';
import {shown} from './wording.js';

interface Folder {
  readonly setting: string;
  readonly path: string;
  readonly place: Place;
}

/** The value of a folder setting; undefined where only the machine knows it. */
function folderValue(process: EtcdProcess, setting: string): string | undefined {
  const given = givenOf(process, setting);
  // The default has the name in it.
  const isUnknown = given === undefined ? givenOf(process, 'name')?.unresolved : given.unresolved;
  return isUnknown ? undefined : valueOf(process, setting);
}

function foldersOf(process: EtcdProcess): Folder[] {
  if (!isServer(process) || !isWhole(process)) return [];
  return ['data-dir', 'wal-dir'].flatMap(setting => {
    const value = folderValue(process, setting) ?? '';
    const path = value === '' ? undefined : folderOf(process, value);
    return path === undefined ? [] : [{setting, path, place: placeOf(process, setting, 'name')}];
  });
}

function sharedReports(cluster: Cluster): Report[] {
  const taken = new Map<string, EtcdProcess>();
  return cluster.nodes.flatMap(process => {
    const marks = marksOf(process, cluster);
    return foldersOf(process).flatMap(({setting, path, place}) => {
      const keys = marks.map(mark => `${mark} ${path}`);
      const other = keys.map(key => taken.get(key)).find(known => known !== undefined && known !== process);
      for (const key of keys) if (!taken.has(key)) taken.set(key, process);
      if (other === undefined || isSameMember(process, other)) return [];
      return [
        {
          place,
          member: nameOf(process),
          message: `${printable(nameOf(process))} and ${printable(nameOf(other))} keep their data in one folder of one machine: ${shown(path)}`,
          fix: `give each a ${setting} of its own`,
        },
      ];
    });
  });
}

/** Rules about folders that processes of one machine would share. */
export const FOLDER_RULES: readonly ClusterRule[] = [
  {
    id: 'shared-data-dir',
    severity: 'error',
    title: 'Two members with one data directory',
    why: 'The second waits for a lock on the files of the first, without a word and for ever; with a shared wal-dir it crashes. On machines of their own, members may well use the same path.',
    etcd: 'accepts',
    bad: exampleOnOneMachine({infra1: {'data-dir': '/var/lib/etcd/infra0'}}),
    good: exampleOnOneMachine(),
    compare: sharedReports,
  },
];
