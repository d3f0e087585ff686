import {posix} from 'node:path';

import {loadYaml, type Yaml} from '../../src/lib/adapters/yaml/yaml.js';
import type {Finding} from '../../src/lib/domain/findings/finding.js';
import type {InputKind, ReadContext} from '../../src/lib/domain/inputs/input.js';
import type {SourceText} from '../../src/lib/domain/inputs/place.js';
import {recognise} from '../../src/lib/domain/inputs/recognise.js';
import {assemble} from '../../src/lib/domain/process/assemble.js';
import type {EtcdProcess} from '../../src/lib/domain/process/etcd-process.js';
import {clusterOf, type MachineFacts} from '../../src/lib/domain/rules/cluster.js';
import {judge} from '../../src/lib/domain/rules/judge.js';
import {NEWEST_KNOWN} from '../../src/lib/domain/etcd-version/version.js';

export interface JudgedFiles {
  readonly processes: readonly EtcdProcess[];
  readonly findings: readonly Finding[];
}

export interface JudgeOptions {
  /** Full version; default: the newest known. */
  readonly version?: string;
  /** Of all files, instead of what their content says. */
  readonly kind?: Exclude<InputKind, 'spec'>;
  /** What the machine says; a function is asked once the processes are known. */
  readonly facts?: MachineFacts | ((processes: readonly EtcdProcess[]) => Promise<MachineFacts>);
  /** Which of `files` are inputs; the others are only referred to. Default: all that are recognised. */
  readonly inputs?: readonly string[];
  /** Absolute; where the files are, or would be. */
  readonly folder?: string;
}

let yaml: Promise<Yaml> | undefined;

/** A folder that exists in memory only. */
const FOLDER = '/w';

function contextOf(files: ReadonlyMap<string, SourceText>, reader: Yaml, folder: string): ReadContext {
  return {
    fileAt(path, from = folder) {
      const absolute = posix.resolve(folder, from, path);
      const source = files.get(absolute);
      return source === undefined ? {kind: 'absent', path: absolute} : {kind: 'text', source};
    },
    filesIn: path =>
      [...files.keys()]
        .filter(file => posix.dirname(file) === posix.resolve(folder, path))
        .map(file => posix.basename(file)),
    yaml: source => reader.parseTrees(source),
  };
}

/** Reads files as `validate` does and judges them, without a file system. */
export async function judgeFiles(
  files: Readonly<Record<string, string>>,
  {version, kind, facts, inputs, folder = FOLDER}: JudgeOptions = {},
): Promise<JudgedFiles> {
  const reader = await (yaml ??= loadYaml());
  const sources = new Map(
    Object.entries(files).map(([file, text]) => {
      const path = posix.resolve(folder, file);
      return [path, {file, path, text}];
    }),
  );
  const context = contextOf(sources, reader, folder);
  const chosen = [...sources.values()].filter(({file}) => inputs?.includes(file) ?? true);
  const recognised = chosen.flatMap(source => {
    const found = kind ?? recognise(source.path, source.text);
    return found === undefined || found === 'spec' ? [] : [{source, kind: found}];
  });
  const assembled = assemble(recognised, () => context, {
    version: version ?? NEWEST_KNOWN['3.7'],
    isForced: version !== undefined,
  });
  const {processes} = assembled;
  const known = typeof facts === 'function' ? await facts(processes) : facts;
  return {processes, findings: [...assembled.findings, ...judge(clusterOf(processes, known))]};
}
