import {posix} from 'node:path';

import {loadYaml, type Yaml} from '../../src/lib/adapters/yaml/yaml.js';
import type {Finding} from '../../src/lib/domain/findings/finding.js';
import type {InputKind, ReadContext} from '../../src/lib/domain/inputs/input.js';
import type {SourceText} from '../../src/lib/domain/inputs/place.js';
import {recognise} from '../../src/lib/domain/inputs/recognise.js';
import {assemble, type Assembled} from '../../src/lib/domain/process/assemble.js';
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
  readonly facts?: MachineFacts;
  /** Which of `files` are inputs; the others are only referred to. Default: all that are recognised. */
  readonly inputs?: readonly string[];
}

let yaml: Promise<Yaml> | undefined;

/** A folder that exists in memory only: paths count from `/w`. */
const FOLDER = '/w';

function contextOf(files: ReadonlyMap<string, SourceText>, reader: Yaml): ReadContext {
  return {
    fileAt(path, from = FOLDER) {
      const absolute = posix.resolve(FOLDER, from, path);
      const source = files.get(absolute);
      return source === undefined ? {kind: 'absent', path: absolute} : {kind: 'text', source};
    },
    filesIn: folder =>
      [...files.keys()]
        .filter(path => posix.dirname(path) === posix.resolve(FOLDER, folder))
        .map(path => posix.basename(path)),
    yaml: source => reader.parseTrees(source),
  };
}

/** Reads files as `validate` does, without a file system. */
export async function readFiles(
  files: Readonly<Record<string, string>>,
  {version, kind, inputs}: Omit<JudgeOptions, 'facts'> = {},
): Promise<Assembled> {
  const reader = await (yaml ??= loadYaml());
  const sources = new Map(
    Object.entries(files).map(([file, text]) => {
      const path = posix.resolve(FOLDER, file);
      return [path, {file, path, text}];
    }),
  );
  const context = contextOf(sources, reader);
  const chosen = [...sources.values()].filter(({file}) => inputs?.includes(file) ?? true);
  const recognised = chosen.flatMap(source => {
    const found = kind ?? recognise(source.path, source.text);
    return found === undefined || found === 'spec' ? [] : [{source, kind: found}];
  });
  return assemble(recognised, () => context, {
    version: version ?? NEWEST_KNOWN['3.7'],
    isForced: version !== undefined,
  });
}

/** Reads files as `validate` does and judges them. */
export async function judgeFiles(
  files: Readonly<Record<string, string>>,
  {facts, ...options}: JudgeOptions = {},
): Promise<JudgedFiles> {
  const assembled = await readFiles(files, options);
  const {processes} = assembled;
  return {processes, findings: [...assembled.findings, ...judge(clusterOf(processes, facts))]};
}
