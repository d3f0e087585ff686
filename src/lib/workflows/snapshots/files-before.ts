import {isDeepStrictEqual} from 'node:util';

import {configFileOf} from '../../domain/layout/layout.js';
import {inOrder} from '../../domain/spec/spec-change.js';
import type {ClusterSpec, SpecNode} from '../../domain/spec/schema.js';
import {launchOf} from '../../queries/node-launch.js';
import {changedFiles} from '../artifact-changes.js';
import type {SpecContext} from '../cluster-run.js';
import {configRefusals} from '../config-refusals.js';
import type {FilesBefore} from './restore-facts.js';

/** They are recorded in the order in which they were started, and files are made in that of the spec. */
function specOfBefore(spec: ClusterSpec, known: readonly SpecNode[]): ClusterSpec {
  const names = spec.nodes.map(({name}) => name);
  return inOrder({...spec, nodes: [...known]}, names);
}

export interface FilesOf {
  /** The nodes as etcdops last made them. */
  readonly known: readonly SpecNode[] | undefined;
  /** Those whose files are looked at. */
  readonly members: readonly SpecNode[];
  /** With which the files were made, where the spec may have got another one by hand since. */
  readonly token?: string;
}

/** What the spec gave before it was edited is written anew; what a person wrote stays, and has to fit. Read-only. */
export async function filesBefore(
  cluster: SpecContext,
  {known, members, token}: FilesOf,
): Promise<FilesBefore> {
  const {spec} = cluster.loaded;
  const before = {
    ...(known === undefined ? spec : specOfBefore(spec, known)),
    ...(token === undefined ? {} : {token}),
  };
  const isEdited = !isDeepStrictEqual(before, spec);
  const changed = isEdited ? await changedFiles(cluster, [before], spec) : [];
  const ofBefore = changed.filter(({found, isByHand}) => found !== undefined && !isByHand);
  const isOurs = new Set(ofBefore.map(({path}) => path));
  const staying = members
    .filter(({name}) => !isOurs.has(configFileOf(name)))
    .map(node => ({node, launch: launchOf(spec, node, cluster.loaded), hasData: true}));
  return {
    ...(ofBefore.length === 0 ? {} : {made: before.nodes, token: before.token}),
    refusals: await configRefusals(cluster, staying, {healthyOnce: [], isRestore: true}),
  };
}
