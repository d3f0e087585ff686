import {join} from 'node:path';
import {isDeepStrictEqual} from 'node:util';

import {changeSpec, inOrder, isChanged, standsAs, type SpecChange} from '../../domain/spec/spec-change.js';
import {nodeDir, STATE_DIR} from '../../domain/layout/layout.js';
import type {ClusterSpec} from '../../domain/spec/schema.js';
import {readState, writeState} from '../../queries/cluster-state.js';
import type {SpecContext} from '../cluster-run.js';
import {changedFiles, writeChangedFiles} from '../artifact-changes.js';
import {recordNodes} from '../record-nodes.js';
import {issueCertificates} from '../pki/issue-certificates.js';
import {writeSpecChanges} from '../write-spec-changes.js';
import type {Binder} from './actions.js';

export const writeSpec: Binder<'write-spec'> = (context, {changes, undo, token}) => {
  const write = async (
    wanted: readonly SpecChange[],
    how: {planned: readonly SpecChange[]; token: string | undefined},
  ): Promise<void> => {
    const cluster = await context.cluster();
    await writeSpecChanges(cluster, wanted, how);
    await recordNodes(cluster, wanted);
  };
  const hasToken = (spec: ClusterSpec): boolean => token === undefined || spec.token === token.after;
  return {
    async check() {
      const {adapters, loaded} = await context.cluster();
      const {nodes = []} = await readState(adapters, context.folder);
      const isWritten = hasToken(loaded.spec) && isChanged(loaded.spec.nodes, changes, undo);
      return isWritten && isChanged(nodes, changes) ? 'done' : 'todo';
    },
    run: () => write(changes, {planned: undo, token: token?.after}),
    async holds() {
      const {spec} = (await context.cluster()).loaded;
      return hasToken(spec) && standsAs(spec, changes);
    },
    undo: () => write(undo, {planned: changes, token: token?.before}),
  };
};

/** Of a node that the spec has no more; a tool that reads all of `nodes/` would take it for one. */
async function setFilesAside({adapters, loaded}: SpecContext, runId: string, name: string): Promise<void> {
  const {files, progress} = adapters;
  const aside = `${STATE_DIR}/removed/${name}-undone-${runId}`;
  const [from, to] = [join(loaded.folder, nodeDir(name)), join(loaded.folder, aside)];
  if (!(await files.exists(from))) return;
  await files.ensureDir(join(to, '..'), 0o700);
  await files.rename(from, to);
  progress.note(`set ${nodeDir(name)} aside as ${aside}`);
}

export const writeFiles: Binder<'write-files'> = (context, {undo, order, token, made}) => {
  const undone = (spec: ClusterSpec): ClusterSpec => {
    const before = changeSpec(spec, undo);
    return token === undefined ? before : {...before, token: token.before};
  };
  const asMade = (before: ClusterSpec): ClusterSpec[] =>
    made === undefined ? [] : [{...before, nodes: [...made]}];
  const pending = async () => {
    const cluster = await context.cluster();
    const after = cluster.loaded.spec;
    const before = inOrder(undone(after), order);
    return {cluster, files: await changedFiles(cluster, [before, ...asMade(before)], after)};
  };
  return {
    async check() {
      // What somebody changed by hand stays, so it is nothing that is left to do.
      return (await pending()).files.every(({isByHand}) => isByHand) ? 'done' : 'todo';
    },
    async run() {
      const {cluster, files} = await pending();
      await writeChangedFiles(cluster, files);
    },
    async undo() {
      // The spec is brought back after this, so here the files go ahead of it.
      const cluster = await context.cluster();
      const after = cluster.loaded.spec;
      const before = undone(after);
      const older = asMade(before);
      await writeChangedFiles(cluster, await changedFiles(cluster, [after, ...older], before));
      // What starts again is what ran before the spec was edited.
      for (const spec of older) await writeChangedFiles(cluster, await changedFiles(cluster, [before], spec));
      for (const change of undo)
        if ('drop' in change) await setFilesAside(cluster, context.runId, change.drop);
    },
  };
};

export const issueCerts: Binder<'issue-certs'> = (context, {node}) => {
  const issue = async (dryRun: boolean) => {
    const {adapters, loaded} = await context.cluster();
    const cluster = {adapters, loaded: {...loaded, spec: changeSpec(loaded.spec, [{put: node}])}};
    const {askPassphrase} = context;
    return issueCertificates(cluster, {node: node.name, sans: [], dryRun, askPassphrase});
  };
  return {
    async check() {
      const {certificates} = await issue(true);
      return certificates.every(({outcome}) => outcome === 'there') ? 'done' : 'todo';
    },
    run: async () => void (await issue(false)),
  };
};

export const forgetMember: Binder<'forget-member'> = (context, {name}) => ({
  async check() {
    const {members = []} = await readState((await context.cluster()).adapters, context.folder);
    return members.includes(name) ? 'todo' : 'done';
  },
  async run() {
    const {adapters} = await context.cluster();
    const state = await readState(adapters, context.folder);
    const members = (state.members ?? []).filter(other => other !== name);
    await writeState(adapters, context.folder, {...state, members});
  },
});

/** All of the spec, and nothing that was there before. */
export const noteNodes: Binder<'record-nodes'> = context => {
  const look = async () => {
    const {adapters, loaded} = await context.cluster();
    return {adapters, nodes: loaded.spec.nodes, state: await readState(adapters, context.folder)};
  };
  return {
    async check() {
      const {nodes, state} = await look();
      return isDeepStrictEqual(state.nodes, nodes) ? 'done' : 'todo';
    },
    async run() {
      const {adapters, nodes, state} = await look();
      await writeState(adapters, context.folder, {...state, nodes});
    },
  };
};
