import {posix} from 'node:path';

import type {InputKind} from '../../inputs/input.js';
import {nameProblem, tokenProblem} from '../../nodes/names.js';
import {givenOf, listOf, nameOf, valueOf} from '../../process/values.js';
import type {ClusterSpec} from '../../spec/schema.js';
import {ARTIFACT_FORMATS, type ArtifactFormat} from '../../spec/vocabulary.js';
import type {NodeProcess} from '../conversion.js';
import type {Candidate} from './place-node.js';

const DEFAULT_TOKEN = 'etcd-cluster';

/** The value that most processes have; of equally many the first. */
export function mostCommon(values: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

/** The token of the members; one that the spec cannot hold makes way for etcd's own default. */
export function tokenOf(members: readonly NodeProcess[]): string {
  const token = mostCommon(members.map(member => valueOf(member, 'initial-cluster-token') ?? ''));
  return token === undefined || tokenProblem(token) !== undefined ? DEFAULT_TOKEN : token;
}

/** A cluster made by hand has no name but its token. */
export function clusterNameOf(token: string): string {
  return nameProblem(token) === undefined ? token : 'etcd';
}

/** How the members find each other, by the first that says so. */
export function bootstrapOf(members: readonly NodeProcess[]): ClusterSpec['bootstrap'] {
  const first = (name: string): string | undefined =>
    members.map(member => givenOf(member, name)?.value).find(value => value !== undefined && value !== '');
  const domain = first('discovery-srv');
  if (domain !== undefined) {
    const name = first('discovery-srv-name');
    return {method: 'srv', domain, ...(name === undefined ? {} : {name})};
  }
  const url = first('discovery');
  if (url !== undefined) return {method: 'discovery', url};
  const endpoints = listOf(first('discovery-endpoints'));
  if (endpoints.length === 0) return {method: 'static'};
  const token = first('discovery-token');
  return {method: 'discovery', endpoints, ...(token === undefined ? {} : {token})};
}

/** The folder of etcd that the processes start, where all name the same. */
export function binDirOf(candidates: readonly Candidate[]): string | undefined {
  const programs = new Set(candidates.map(({source}) => source.program));
  const [program] = programs;
  if (programs.size !== 1 || program === undefined || posix.basename(program) !== 'etcd') return undefined;
  return posix.isAbsolute(program) ? posix.dirname(program) : undefined;
}

/** The formats that a spec needs to write again what its user has; `up` starts members from their config files. */
const FORMATS: Readonly<Record<Exclude<InputKind, 'spec'>, readonly ArtifactFormat[]>> = {
  config: ['config'],
  env: ['config', 'env'],
  systemd: ['config', 'systemd'],
  procfile: ['config', 'procfile'],
  compose: ['config', 'compose'],
  docker: ['config', 'docker'],
  shell: ['config', 'flags'],
  kubernetes: ['config'],
};

export function formatsOf(processes: readonly NodeProcess[]): ArtifactFormat[] {
  const wanted = new Set(processes.flatMap(({input}) => (input === 'spec' ? [] : FORMATS[input])));
  return ARTIFACT_FORMATS.filter(format => wanted.has(format));
}

/** Names in `initial-cluster` that no input describes, with the member that names them. */
export function missingMembers(members: readonly NodeProcess[]): Map<string, string> {
  const known = new Set(members.map(nameOf));
  const missing = new Map<string, string>();
  for (const member of members) {
    const given = givenOf(member, 'initial-cluster');
    if (given === undefined || given.unresolved) continue;
    for (const entry of listOf(given.value)) {
      const at = entry.indexOf('=');
      const name = entry.slice(0, Math.max(at, 0));
      if (at > 0 && !known.has(name) && !missing.has(name)) missing.set(name, nameOf(member));
    }
  }
  return missing;
}
