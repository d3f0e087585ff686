import {join} from 'node:path';

import {STATE_FILE} from '../domain/layout/layout.js';
import {begunAnew} from '../domain/spec/node-edits.js';
import type {SpecNode} from '../domain/spec/schema.js';
import {ARTIFACT_FORMATS} from '../domain/spec/vocabulary.js';
import type {Step} from '../engine/step.js';
import {launchOf} from '../queries/node-launch.js';
import {renderArtifacts} from '../queries/render-artifacts.js';
import type {ClusterContext, SpecContext} from './cluster-run.js';
import {editSpec, type EditedSpec} from './edit-spec.js';

/** Moves one folder to a name that tells which run did it. Data is never deleted. */
function setAsideStep({adapters, loaded}: ClusterContext, node: SpecNode, runId: string): Step[] {
  const {dataDir, walDir} = launchOf(loaded.spec, node, loaded);
  return [dataDir, ...(walDir === undefined ? [] : [walDir])].map((dir, index) => ({
    id: `set-aside-${index === 0 ? 'data' : 'wal'}-dir:${node.name}`,
    title: `set aside the ${index === 0 ? 'data' : 'write-ahead log'} of ${node.name} as ${dir}.removed-${runId}`,
    lane: 'set-aside',
    pointOfNoReturn: true,
    check: async () => ((await adapters.files.exists(dir)) ? 'todo' : 'done'),
    run: () => adapters.files.rename(dir, `${dir}.removed-${runId}`),
  }));
}

/**
 * A token that no cluster had before, in the spec and in every file that names it, whatever format it was rendered
 * for; who joined the old cluster begins the new one. The spec first: killed after it, `up` sees that the config files name another token and writes them anew.
 */
async function newTokenStep({adapters, loaded}: SpecContext, runId: string): Promise<Step> {
  const {spec, folder, path} = loaded;
  const {files} = adapters;
  const token = `${spec.cluster}-${runId.slice(-6)}`;
  const after = begunAnew(spec, token);
  const edit = (): Promise<EditedSpec> => editSpec(adapters, loaded, {after, what: 'what begins anew'});
  // What cannot be written is said before anything stops.
  await edit();
  return {
    id: 'write-token',
    title: `give the cluster the new token ${token}`,
    check: () => Promise.resolve('todo'),
    async run() {
      await files.writeAtomic(path, (await edit()).text, {keepMode: true});
      const rendered = await renderArtifacts(adapters, {spec: after, folder, formats: ARTIFACT_FORMATS});
      for (const {path: name, text, mode} of rendered) {
        const target = join(folder, name);
        if (await files.exists(target)) await files.writeAtomic(target, text, {mode});
      }
    },
  };
}

/** What turns a stopped cluster into one that was never started: data aside, id forgotten, a new token. */
export async function freshStartSteps(context: SpecContext, runId: string): Promise<Step[]> {
  const {adapters, loaded} = context;
  const stateFile = join(loaded.folder, STATE_FILE);
  const nodes = loaded.spec.nodes.filter(({role}) => role !== 'gateway');
  return [
    // First: killed after it, members with data go on as they were, and those without never get the old id again.
    await newTokenStep(context, runId),
    ...nodes.flatMap(node => setAsideStep(context, node, runId)),
    {
      id: 'forget-cluster-id',
      title: 'forget the id of the old cluster',
      check: async () => ((await adapters.files.exists(stateFile)) ? 'todo' : 'done'),
      run: () => adapters.files.rename(stateFile, `${stateFile}.removed-${runId}`),
    },
  ];
}
