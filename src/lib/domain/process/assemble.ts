import type {Finding} from '../findings/finding.js';
import type {InputKind, ReadContext} from '../inputs/input.js';
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
  {version, isForced}: AssembleOptions,
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
  const resolved: {value: EtcdProcess; path: string}[] = [];
  const findings: {value: Finding; path: string}[] = [];
  for (const {source, kind} of inputs) {
    const {path} = source;
    const context = recordingFor(source);
    const read = READERS[kind](source, context);
    findings.push(...read.findings.map(value => ({value, path})));
    for (const launch of read.launches)
      resolved.push({path, value: resolveProcess(launch, {...context, ...decoding})});
  }
  const standsAlone = ({input}: EtcdProcess): boolean => input === 'config' || input === 'env';
  const counting = resolved.filter(
    ({value, path}) => !value.onlyPrints && !(standsAlone(value) && used.has(path)),
  );
  return {
    processes: withoutRepeats(counting, ({input, label, place}) => [input, label, place]),
    findings: withoutRepeats(findings, finding => finding),
  };
}
