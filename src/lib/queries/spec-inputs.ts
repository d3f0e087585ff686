import type {Finding} from '../domain/findings/finding.js';
import type {Launch} from '../domain/inputs/input.js';
import {specLaunches} from '../domain/process/spec-launches.js';
import {checkSpec, type SpecReader} from './load-spec.js';

export interface SpecInput {
  /** As findings name it. */
  readonly file: string;
  readonly findings: readonly Finding[];
  /** None where its shape is wrong. */
  readonly launches: readonly Launch[];
  readonly version?: string;
}

/** A spec as an input among others. Throws where it is no YAML at all, or not there. */
export async function readSpecInput(reader: SpecReader): Promise<SpecInput> {
  const {spec, file, document, findings} = await checkSpec(reader);
  if (spec === undefined) return {file, findings, launches: []};
  const launches = specLaunches(spec, index => {
    const line = document.lineOf(['nodes', index]);
    return line === undefined ? {file} : {file, line};
  });
  return {file, findings, launches, version: spec.etcd.version};
}
