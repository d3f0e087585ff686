import type {Finding} from '../findings/finding.js';
import type {InputKind, Launch, ReadContext} from '../inputs/input.js';
import type {SourceText} from '../inputs/place.js';
import {READERS} from '../inputs/readers.js';
import type {EtcdProcess} from './etcd-process.js';
import {ConfigKeys} from './read-config-tree.js';
import {resolveProcess} from './resolve.js';

/** A file to be judged, and what it is. Specs go another way. */
export interface Input {
  readonly source: SourceText;
  readonly kind: Exclude<InputKind, 'spec'>;
}

export interface AssembleOptions {
  /** Starts that were read elsewhere, from specs. */
  readonly launches?: readonly Launch[];
  /** Full version of etcd for what does not name one itself. */
  readonly version: string;
  /** The user named the version: it counts for all. */
  readonly isForced: boolean;
}

export interface Assembled {
  readonly processes: readonly EtcdProcess[];
  /** What the readers found. */
  readonly findings: readonly Finding[];
}

/** A spec says everything itself. */
const NO_FILES: ReadContext = {
  fileAt: path => ({kind: 'absent', path}),
  filesIn: () => [],
  yaml: () => [],
};

/**
 * All processes that the inputs start. `contextFor` gives what the reader of an input may ask for: paths there count
 * from the folder of that input. A config or env file that another input names is a part of that one, and no
 * process of its own.
 */
export function assemble(
  inputs: readonly Input[],
  contextFor: (source: SourceText) => ReadContext,
  {version, isForced, launches = []}: AssembleOptions,
): Assembled {
  const used = new Set<string>();
  const recordingFor = (source: SourceText): ReadContext => {
    const context = contextFor(source);
    return {
      ...context,
      fileAt(path, from) {
        const answer = context.fileAt(path, from);
        if (answer.kind === 'text') used.add(answer.source.path);
        return answer;
      },
    };
  };
  const decoding = {keys: new ConfigKeys(), version, isForced};
  const resolved: {process: EtcdProcess; path: string}[] = [];
  const findings: Finding[] = [];
  // First: a node that a spec and other files describe is shown as the spec has it.
  for (const launch of launches) {
    resolved.push({path: launch.place.file, process: resolveProcess(launch, {...NO_FILES, ...decoding})});
  }
  for (const {source, kind} of inputs) {
    const context = recordingFor(source);
    const read = READERS[kind](source, context);
    findings.push(...read.findings);
    for (const launch of read.launches) {
      resolved.push({path: source.path, process: resolveProcess(launch, {...context, ...decoding})});
    }
  }
  const standsAlone = ({input}: EtcdProcess): boolean => input === 'config' || input === 'env';
  const processes = resolved
    .filter(({process, path}) => !process.onlyPrints && !(standsAlone(process) && used.has(path)))
    .map(({process}) => process);
  return {processes, findings};
}
