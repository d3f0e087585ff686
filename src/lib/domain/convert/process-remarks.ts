import {pathOnMachine} from '../process/resolve.js';
import {printable} from '../text/printable.js';
import type {ConvertTarget, Lost, NodeProcess, Note, Remarks, Source} from './conversion.js';
import {isRelative, pathsOf} from './process-paths.js';

/** A container has paths and addresses that the machine does not have. */
function containerNotes({launch}: NodeProcess, source: Source): Note[] {
  return pathsOf(source).flatMap(({setting, path}): Note[] => {
    const outside = pathOnMachine(launch, path);
    const where = outside === undefined ? 'no folder of the machine' : `${printable(outside)} on the machine`;
    const message = `${setting} ${printable(path)} is a path in the container (${where}); it was taken as it is`;
    return [{member: source.member, message}];
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
  return {lost: networkLost(process, source), notes: [...notes, ...programNotes(process, source, target)]};
}
