import {posix} from 'node:path';

import {pathOnMachine} from '../process/resolve.js';
import {printable} from '../text/printable.js';
import type {ConvertTarget, Lost, NodeProcess, Note, Remarks, Source} from './conversion.js';
import {isRelative, pathsOf, type NamedPath} from './process-paths.js';

/** A path of a container, and where it is on the machine; undefined where it is nowhere there. */
interface ContainerPath extends NamedPath {
  /** Whole, in the container. */
  readonly inside: string;
  readonly outside: string | undefined;
}

function containerPaths({launch}: NodeProcess, source: Source): ContainerPath[] {
  if (launch.inContainer !== true) return [];
  return pathsOf(source).map(named => {
    const inside = posix.resolve(source.workingDirectory, named.path);
    return {...named, inside, outside: pathOnMachine(launch, inside)};
  });
}

function isGone({kind, outside}: ContainerPath): boolean {
  return kind === 'data' && outside === undefined;
}

/** What lies on a volume of the container engine, or in the container alone, stays there. */
function volumesLost(process: NodeProcess, source: Source): Lost[] {
  const why =
    'it is no folder of the machine: a volume of the container engine, or the container itself, has the data';
  return containerPaths(process, source)
    .filter(isGone)
    .map(({setting, path}) => ({member: source.member, setting, value: printable(path), why}));
}

function containerNotes(process: NodeProcess, source: Source): Note[] {
  return containerPaths(process, source)
    .filter(named => !isGone(named) && named.outside !== named.inside)
    .map(({setting, path, outside}) => {
      const where = outside === undefined ? 'no file of the machine' : `${printable(outside)} on the machine`;
      const message = `${setting} ${printable(path)} is a path in the container (${where}); it was taken as it is`;
      return {member: source.member, message};
    });
}

function networkLost({launch}: NodeProcess, {member}: Source): Lost[] {
  if (launch.ownNetwork !== true) return [];
  const why =
    "the result uses the machine's network: published ports and names of other containers mean nothing there";
  return [{member, setting: 'network', value: 'of its own', why}];
}

/** Where relative paths of a process count from; `aside` is put behind it. */
export function relativeNotes(source: Source, aside = ''): Note[] {
  const relative = pathsOf(source).filter(isRelative);
  if (relative.length === 0) return [];
  const shown = relative.map(({setting, path}) => `${setting} ${printable(path, 60)}`).join(', ');
  const from = `${printable(source.workingDirectory)}${aside}`;
  return [{member: source.member, message: `relative, and taken to count from ${from}: ${shown}`}];
}

/** Targets that start a program of this machine. */
const STARTS_PROGRAM: ReadonlySet<ConvertTarget> = new Set(['flags', 'procfile', 'systemd']);

function programNotes({launch}: NodeProcess, {member, program}: Source, target: ConvertTarget): Note[] {
  const [written] = launch.argv;
  const isKept = written === undefined || written.text === program || launch.inContainer === true;
  if (isKept || !STARTS_PROGRAM.has(target)) return [];
  return [{member, message: `it starts ${printable(written.text)}; ${program} was written`}];
}

/** What to know of paths and addresses that are taken over as they are. */
export function processRemarks(process: NodeProcess, source: Source, target: ConvertTarget): Remarks {
  const {launch, input} = process;
  // A config file or env file alone does not say where etcd is started.
  const aside = input === 'config' || input === 'env' ? ', the folder of the file' : '';
  const notes = launch.inContainer === true ? containerNotes(process, source) : relativeNotes(source, aside);
  return {
    lost: [...networkLost(process, source), ...volumesLost(process, source)],
    notes: [...notes, ...programNotes(process, source, target)],
  };
}
