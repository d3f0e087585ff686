import type {Finding} from '../domain/findings/finding.js';
import type {Launch} from '../domain/inputs/input.js';
import type {SourceText} from '../domain/inputs/place.js';
import {specLaunches} from '../domain/process/spec-launches.js';
import {checkSpec, checkSpecText, type SpecReader} from './load-spec.js';

export interface SpecInput {
  /** As findings name it. */
  readonly file: string;
  readonly findings: readonly Finding[];
  /** None where its shape is wrong. */
  readonly launches: readonly Launch[];
  readonly version?: string;
}

/**
 * A spec as an input among others: the one of this folder, or one that was gathered. Throws where it is no YAML at all,
 * or not there.
 */
export async function readSpecInput(reader: SpecReader, gathered?: SourceText): Promise<SpecInput> {
  const {spec, file, document, findings} =
    gathered === undefined ? await checkSpec(reader) : await checkSpecText(reader, gathered);
  if (spec === undefined) return {file, findings, launches: []};
  const launches = specLaunches(spec, index => {
    const line = document.lineOf(['nodes', index]);
    return line === undefined ? {file} : {file, line};
  });
  return {file, findings, launches, version: spec.etcd.version};
}
