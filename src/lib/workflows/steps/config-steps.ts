import {join} from 'node:path';

import {configFileOf} from '../../domain/layout/layout.js';
import {renderArtifacts, type RenderedFile} from '../../queries/render-artifacts.js';
import {renderSpec} from '../render.js';
import type {SpecContext} from '../cluster-run.js';
import {writeArtifact} from '../write-artifact.js';
import type {Binder} from './actions.js';

/**
 * The config file of one node in a cluster of just these members: who joins has to name the members of that moment,
 * while the spec has those that there are to be.
 */
export const writeConfig: Binder<'write-config'> = (context, {node: name, members}) => {
  const render = async (): Promise<{cluster: SpecContext; file: RenderedFile}> => {
    const cluster = await context.cluster();
    const {spec, folder} = cluster.loaded;
    const nodes = [...members, ...spec.nodes.filter(({role}) => role !== 'member')];
    const files = await renderArtifacts(cluster.adapters, {
      spec: {...spec, nodes},
      folder,
      formats: ['config'],
    });
    return {cluster, file: files.find(({path}) => path === configFileOf(name))!};
  };
  return {
    async check() {
      const {cluster, file} = await render();
      return (await cluster.adapters.files.readText(join(context.folder, file.path))) === file.text
        ? 'done'
        : 'todo';
    },
    async run() {
      const {cluster, file} = await render();
      await writeArtifact(cluster.adapters, context.folder, file);
    },
  };
};

export const renderFiles: Binder<'render-files'> = context => {
  const render = async (check: boolean) => {
    const {adapters, loaded} = await context.cluster();
    return renderSpec(adapters, loaded, {formats: undefined, check});
  };
  return {
    check: async () => ((await render(true)).files.every(({state}) => state === 'same') ? 'done' : 'todo'),
    run: async () => void (await render(false)),
  };
};
