import {join} from 'node:path';
import {isDeepStrictEqual} from 'node:util';

import {readsConfigFile} from '../domain/artifacts/process-files.js';
import {configFileOf} from '../domain/layout/layout.js';
import {withNode} from '../domain/spec/node-edits.js';
import {changeNodes, type SpecChange} from '../domain/spec/spec-change.js';
import type {ClusterSpec, SpecNode} from '../domain/spec/schema.js';
import {readState, writeState} from '../queries/cluster-state.js';
import {renderArtifacts} from '../queries/render-artifacts.js';
import {readConfig} from '../queries/started-config.js';
import type {ClusterContext} from './cluster-run.js';

/** Whether a config file says of a node what the spec does, wherever that differs from what it said before. */
async function isAsInSpec(
  {adapters, loaded: {spec, folder}}: ClusterContext,
  node: SpecNode,
  before: SpecNode,
): Promise<boolean> {
  const path = configFileOf(node.name);
  const rendered = async (of: ClusterSpec): Promise<string> => {
    const files = await renderArtifacts(adapters, {spec: of, folder, formats: ['config']});
    return files.find(file => file.path === path)?.text ?? '';
  };
  const found = await adapters.files.readText(join(folder, path));
  if (found === undefined) return true;
  const texts = [found, await rendered(withNode(spec, before)), await rendered(spec)];
  const [there, old, wanted] = await Promise.all(
    texts.map(
      async text => (await readConfig(adapters, text, spec.etcd.version)) ?? new Map<string, string>(),
    ),
  );
  const names = [...new Set([...old!.keys(), ...wanted!.keys()])];
  return names.every(name => old!.get(name) === wanted!.get(name) || there!.get(name) === wanted!.get(name));
}

/**
 * Those that start as the spec has them. One whose config file was made before the spec was edited starts as it is on
 * record; what else somebody wrote into it does not count.
 */
export async function startedAsInSpec(
  context: ClusterContext,
  nodes: readonly SpecNode[],
  known: readonly SpecNode[] = [],
): Promise<SpecNode[]> {
  const looked = await Promise.all(
    nodes.map(async node => {
      const before = known.find(({name}) => name === node.name);
      if (before === undefined || !readsConfigFile(node) || isDeepStrictEqual(before, node)) return [node];
      return (await isAsInSpec(context, node, before)) ? [node] : [];
    }),
  );
  return looked.flat();
}

/**
 * Notes what etcdops made of nodes, beside what it made before. Written only where that is something else.
 * @param healthy names of members that have just been so
 */
export async function recordNodes(
  {adapters, loaded: {folder}}: ClusterContext,
  changes: readonly SpecChange[],
  healthy: readonly string[] = [],
): Promise<void> {
  if (changes.length === 0 && healthy.length === 0) return;
  const state = await readState(adapters, folder);
  const nodes = changeNodes(state.nodes ?? [], changes);
  const members = [...new Set([...(state.members ?? []), ...healthy])];
  const next = {...state, nodes, ...(members.length === 0 ? {} : {members})};
  if (!isDeepStrictEqual(next, state)) await writeState(adapters, folder, next);
}
