import type {DescribedProcess} from '../artifacts/process-files.js';
import type {InputMount} from '../inputs/input.js';
import type {EtcdProcess} from '../process/etcd-process.js';
import {nameOf} from '../process/values.js';
import {ARTIFACT_FORMATS, type NodeRole} from '../spec/vocabulary.js';
import {printable} from '../text/printable.js';

/** What `--to` takes. */
export const CONVERT_TARGETS = [...ARTIFACT_FORMATS, 'spec'] as const;
export type ConvertTarget = (typeof CONVERT_TARGETS)[number];

/**
 * How etcd gets its settings in a target. A config file has fewer settings and a few other defaults than flags;
 * variables are flags that cannot be empty.
 */
export type Form = 'config-file' | 'flags' | 'variables';

/** A value that the target cannot hold, so that what was converted behaves differently there. */
export interface Lost {
  readonly member: string;
  /** Name of the flag, or what else cannot be carried. */
  readonly setting: string;
  readonly value: string;
  /** With what to do instead, where something can be done. */
  readonly why: string;
}

/** Something to know of the result that is no loss: what was made explicit, what had no effect before. */
export interface Note {
  /** Missing where it is about all. */
  readonly member?: string;
  readonly message: string;
}

export interface Remarks {
  readonly lost: readonly Lost[];
  readonly notes: readonly Note[];
}

export function formOf(target: ConvertTarget): Form {
  if (target === 'config' || target === 'spec') return 'config-file';
  return target === 'env' ? 'variables' : 'flags';
}

/** A process that has files of its own; etcdctl is a client and has none. */
export interface NodeProcess extends EtcdProcess {
  readonly role: NodeRole;
}

/** The name of a process as it may be shown. */
export function memberOf(process: EtcdProcess): string {
  return printable(nameOf(process));
}

export function isNodeProcess(process: EtcdProcess): process is NodeProcess {
  return process.role !== 'etcdctl';
}

/** One process to be converted, with what its files need to know beside its settings. */
export interface Source extends DescribedProcess {
  /** As etcd calls it, made printable; `name` is another one where that can be no name of a file. */
  readonly member: string;
  /** `etcd`, or an absolute path. */
  readonly program: string;
  /** Absolute: where its relative paths count from, in the container where it runs in one. */
  readonly workingDirectory: string;
  readonly container?: SourceContainer;
}

export interface SourceContainer {
  /** With absolute sources. */
  readonly mounts: readonly InputMount[];
}
