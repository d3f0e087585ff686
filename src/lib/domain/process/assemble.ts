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
  /** Inputs that start nothing, in which nothing is found, and that no other one refers to. */
  readonly barren: readonly Input[];
}

/** A spec says everything itself. */
const NO_FILES: ReadContext = {
  fileAt: path => ({kind: 'absent', path}),
  filesIn: () => [],
  yaml: () => [],
};

/**
 * The same start read from two inputs is one: a drop-in is read as its unit. One input may hold the same twice, as a
 * slip.
 */
function withoutRepeats<T>(found: readonly {value: T; path: string}[], keyOf: (value: T) => unknown): T[] {
  const firstPath = new Map<string, string>();
  const kept = found.filter(({value, path}) => {
    const key = JSON.stringify(keyOf(value));
    const first = firstPath.get(key) ?? path;
    firstPath.set(key, first);
    return first === path;
  });
  return kept.map(({value}) => value);
}

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
  // First: a node that a spec and other files describe is shown as the spec has it.
  const resolved = launches.map(launch => ({
    path: launch.place.file,
    value: resolveProcess(launch, {...NO_FILES, ...decoding}),
  }));
  const findings: {value: Finding; path: string}[] = [];
  const barren: Input[] = [];
  for (const input of inputs) {
    const {source, kind} = input;
    const context = recordingFor(source);
    const {path} = source;
    const read = READERS[kind](source, context);
    if (read.launches.length + read.findings.length === 0) barren.push(input);
    for (const value of read.findings) findings.push({value, path});
    for (const launch of read.launches) {
      resolved.push({path, value: resolveProcess(launch, {...context, ...decoding})});
    }
  }
  const standsAlone = ({input}: EtcdProcess): boolean => input === 'config' || input === 'env';
  const counting = resolved.filter(
    ({value, path}) => !value.onlyPrints && !(standsAlone(value) && used.has(path)),
  );
  return {
    processes: withoutRepeats(counting, ({input, label, place}) => [input, label, place]),
    findings: withoutRepeats(findings, finding => finding),
    barren: barren.filter(({source}) => !used.has(source.path)),
  };
}
