import {dirname} from 'node:path';

import type {Adapters} from '../adapters/adapters.js';
import {isNodeProcess, memberOf, type NodeProcess, type Note} from '../domain/convert/conversion.js';
import {hasErrors, type Finding} from '../domain/findings/finding.js';
import type {InputKind} from '../domain/inputs/input.js';
import type {SourceText} from '../domain/inputs/place.js';
import type {Assembled, Input} from '../domain/process/assemble.js';
import type {EtcdProcess} from '../domain/process/etcd-process.js';
import {nameOf} from '../domain/process/values.js';
import {clusterOf} from '../domain/rules/cluster.js';
import type {ClusterSpec} from '../domain/spec/schema.js';
import {etcdopsLine} from '../domain/text/etcdops-line.js';
import {printable} from '../domain/text/printable.js';
import {OpsError} from '../errors/ops-error.js';
import {assembleInputs} from './assemble-inputs.js';
import {gatherInputs, type GatheredInput} from './gather-inputs.js';
import {etcdVersionFor} from './etcd-version-for.js';
import {checkSpecText} from './load-spec.js';
import type {BinaryFinder} from './resolve-etcd.js';

export type ConvertReader = Pick<Adapters, 'cwd' | 'inputFiles' | 'yaml'> & BinaryFinder;

export interface ReadRequest {
  readonly paths: readonly string[];
  readonly kind?: InputKind | undefined;
  readonly etcdVersion?: string | undefined;
}

export interface ReadSpec {
  readonly spec: ClusterSpec;
  readonly file: string;
  /** Absolute. */
  readonly folder: string;
}

/** What can be converted: every node once, whichever of its files was named first. */
export interface ReadInputs {
  readonly specs: readonly ReadSpec[];
  readonly processes: readonly NodeProcess[];
  /** As the user named them, in that order. */
  readonly files: readonly string[];
  readonly notes: readonly Note[];
  /** Absolute: where relative paths of its input count from. */
  readonly folderOf: (process: NodeProcess) => string;
}

/** How many findings an error message repeats. */
const SHOWN_FINDINGS = 8;

function lineOf({file, line, message, fix}: Finding): string {
  const where = `${printable(file)}${line === undefined ? '' : `:${line}`}`;
  return `${where}: ${message}${fix === undefined ? '' : ` (${fix})`}`;
}

function refuse(findings: readonly Finding[], hint: string): never {
  const shown = findings.slice(0, SHOWN_FINDINGS).map(lineOf);
  if (shown.length === 0) shown.push('nothing here starts a process of etcd');
  const more = findings.length > SHOWN_FINDINGS ? [`and ${findings.length - SHOWN_FINDINGS} more`] : [];
  throw new OpsError('E_CANNOT_CONVERT', [...shown, ...more].join('\n  '), {
    hints: [hint],
    details: {findings},
  });
}

function folderOf({path}: SourceText, cwd: string): string {
  return path === '-' ? cwd : dirname(path);
}

async function readSpec(adapters: ConvertReader, source: SourceText): Promise<ReadSpec> {
  const {file} = source;
  const folder = folderOf(source, adapters.cwd);
  const {spec, findings} = await checkSpecText(adapters, source);
  if (spec !== undefined && !hasErrors(findings)) return {spec, file, folder};
  const errors = findings.filter(({severity}) => severity === 'error');
  refuse(errors, `${etcdopsLine('validate', file)} shows all that is wrong with the spec`);
}

/** A process whose configuration is not there, or cannot be made out, has nothing to be converted. */
function unreadable(process: EtcdProcess): Finding | undefined {
  const {configFile, place} = process;
  if (configFile === undefined) return undefined;
  const base = {rule: 'convert', severity: 'error', ...place} as const;
  const path = printable(configFile.path);
  if (!configFile.isRead) {
    return {
      ...base,
      message: `it reads ${path}, which is not here, and that file decides everything`,
      fix: 'name a copy of that file too',
    };
  }
  const [problem] = configFile.problems;
  if (problem !== undefined)
    return {...base, ...problem.place, message: `etcd cannot read it: ${problem.message}`};
  if (configFile.notKeys === undefined) return undefined;
  return {...base, ...configFile.notKeys, message: 'it is no block of keys, and etcd reads nothing in it'};
}

function leftOut(processes: readonly EtcdProcess[], kept: readonly EtcdProcess[]): Note[] {
  const clients = processes.filter(({role}) => role === 'etcdctl').length;
  const notes =
    clients === 0 ? [] : [{message: `left out: ${clients} call${clients === 1 ? '' : 's'} of etcdctl`}];
  const again = processes.filter(process => isNodeProcess(process) && !kept.includes(process));
  return [
    ...notes,
    ...again.map(process => {
      const of = kept.find(other => nameOf(other) === nameOf(process));
      const where = of === undefined ? '' : `; taken from ${printable(of.place.file)}`;
      return {member: memberOf(process), message: `stands in ${printable(process.place.file)} too${where}`};
    }),
  ];
}

function isForeign(input: GatheredInput): input is GatheredInput & Input {
  return input.kind !== 'spec';
}

async function assembleForeign(
  adapters: ConvertReader,
  foreign: readonly Input[],
  etcdVersion: string | undefined,
): Promise<Assembled> {
  if (foreign.length === 0) return {processes: [], findings: [], barren: []};
  const version = await etcdVersionFor(adapters, etcdVersion);
  return assembleInputs(adapters, foreign, {version, isForced: etcdVersion !== undefined});
}

/** Reads what the user named, as far as it can be converted. Throws E_CANNOT_CONVERT where a part of it cannot. */
export async function readConvertible(adapters: ConvertReader, request: ReadRequest): Promise<ReadInputs> {
  const {inputs, findings} = await gatherInputs(adapters, request);
  const wrong = findings.filter(({severity}) => severity === 'error');
  const validate = etcdopsLine('validate', ...request.paths);
  if (wrong.length > 0) refuse(wrong, 'name files and folders that hold a configuration of etcd');
  const specs: ReadSpec[] = [];
  for (const {source} of inputs.filter(({kind}) => kind === 'spec'))
    specs.push(await readSpec(adapters, source));
  const foreign = inputs.filter(isForeign);
  const assembled = await assembleForeign(adapters, foreign, request.etcdVersion);
  const processes = clusterOf(assembled.processes).nodes.filter(isNodeProcess);
  if (processes.length === 0 && specs.length === 0)
    refuse(assembled.findings, `${validate} says how each file is read`);
  const broken = processes.map(unreadable).filter(finding => finding !== undefined);
  if (broken.length > 0) refuse(broken, `${validate} shows all that is wrong`);
  const folders = new Map(foreign.map(({source}) => [source.file, folderOf(source, adapters.cwd)]));
  return {
    specs,
    processes,
    files: inputs.map(({source}) => source.file),
    notes: [
      ...[...findings, ...assembled.findings].map(finding => ({message: lineOf(finding)})),
      ...leftOut(assembled.processes, processes),
    ],
    folderOf: ({launch}) => folders.get(launch.place.file) ?? adapters.cwd,
  };
}
