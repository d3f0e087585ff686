import {join} from 'node:path';
import {isDeepStrictEqual} from 'node:util';

import {changedSettings} from '../../domain/config/config-changes.js';
import {configFileOf} from '../../domain/layout/layout.js';
import {inOrder} from '../../domain/spec/spec-change.js';
import type {ClusterSpec, SpecNode} from '../../domain/spec/schema.js';
import {printable} from '../../domain/text/printable.js';
import {hasWal} from '../../queries/member-data.js';
import {launchOf} from '../../queries/node-launch.js';
import {formatsWithConfig, renderArtifacts, type RenderedFile} from '../../queries/render-artifacts.js';
import {readConfig} from '../../queries/started-config.js';
import {changedFiles} from '../artifact-changes.js';
import type {SpecContext} from '../cluster-run.js';
import {configRefusals} from '../config-refusals.js';
import type {FilesBefore} from './restore-facts.js';

interface OtherFile extends RenderedFile {
  /** What stands there, which is not what the spec gives. */
  readonly found: string;
}

/** The files that are there and not as the spec has them, but for those that a run writes anew. */
async function otherFiles(
  {adapters, loaded: {spec, folder}}: SpecContext,
  isOurs: ReadonlySet<string>,
): Promise<OtherFile[]> {
  const wanted = await renderArtifacts(adapters, {spec, folder, formats: formatsWithConfig(spec)});
  const found = wanted
    .filter(({path}) => !isOurs.has(path))
    .map(async file => ({...file, found: await adapters.files.readText(join(folder, file.path))}));
  return (await Promise.all(found)).flatMap(file =>
    file.found === undefined || file.found === file.text ? [] : [{...file, found: file.found}],
  );
}

/** By what a node is another one than the spec has; undefined where a start makes nothing of the difference. */
async function stayingFile(
  {adapters, loaded: {spec}}: SpecContext,
  {path, found, text}: OtherFile,
): Promise<string | undefined> {
  if (!spec.nodes.some(({name}) => configFileOf(name) === path)) return path;
  const [there = new Map(), wanted = new Map()] = await Promise.all(
    [found, text].map(config => readConfig(adapters, config, spec.etcd.version)),
  );
  const changed = changedSettings(there, wanted);
  return changed.length === 0 ? undefined : `${path} (${changed.join(', ')})`;
}

/** Who has edited the spec may take it for what counts from now on. */
export function stayingNotices({staying}: FilesBefore): string[] {
  if (staying.length === 0) return [];
  const files = staying.map(file => printable(file, 500)).join(', ');
  return [
    `not as the spec has it, and left as it is: ${files}; where the spec is to count, first: etcdops render`,
  ];
}

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
  const others = await otherFiles(cluster, isOurs);
  const staying = await Promise.all(others.map(file => stayingFile(cluster, file)));
  const judged = await Promise.all(
    members
      .filter(({name}) => !isOurs.has(configFileOf(name)))
      .map(node => ({node, launch: launchOf(spec, node, cluster.loaded)}))
      .map(async one => ({...one, hasData: await hasWal(cluster.adapters, one.launch)})),
  );
  return {
    ...(ofBefore.length === 0 ? {} : {made: before.nodes, token: before.token}),
    refusals: await configRefusals(cluster, judged, {healthyOnce: [], isRestore: true}),
    staying: staying.filter(file => file !== undefined),
  };
}
