import {asideOf, type Aside, type DirKind, type NodeDir} from '../../domain/layout/aside.js';
import {dataDirOf, nodeDir, STATE_DIR} from '../../domain/layout/layout.js';
import type {SpecNode} from '../../domain/spec/schema.js';
import {printable} from '../../domain/text/printable.js';
import {lookAtDirsOf} from '../../queries/look-at-dir.js';
import type {RunContext} from '../runs/run-context.js';
import type {PlannedAction} from '../steps/actions.js';

/** What is known of where nodes have their data, by name; a node that is missing has nothing special about it. */
export interface Places {
  readonly runId: string;
  readonly dirs?: ReadonlyMap<string, readonly NodeDir[]>;
}

/** Looks at the directories of nodes of this machine that are going to be set aside. */
export async function observeDirs(
  context: RunContext,
  nodes: readonly SpecNode[],
): Promise<Required<Pick<Places, 'dirs'>>> {
  const {adapters, loaded} = await context.cluster();
  const look = async (node: SpecNode): Promise<[string, readonly NodeDir[]]> => [
    node.name,
    await lookAtDirsOf(adapters, loaded, node),
  ];
  return {dirs: new Map(await Promise.all(nodes.map(look)))};
}

function setAsideStep(id: string, input: Aside): PlannedAction {
  return {id, title: `set ${input.from} aside as ${input.to}`, action: 'set-aside', input: {...input}};
}

/** Of a node: its data, or its log. */
export function setDirAsideStep(name: string, kind: DirKind, input: Aside): PlannedAction {
  return setAsideStep(`set-aside-${kind}-dir:${name}`, input);
}

function sightOf({name}: Pick<SpecNode, 'name'>, {dirs}: Places, kind: DirKind): NodeDir | undefined {
  return dirs?.get(name)?.find(dir => dir.kind === kind);
}

/** Of a member. Data is moved, never deleted. */
export function setMemberDataAsideSteps(node: SpecNode, places: Places): PlannedAction[] {
  const written: [DirKind, string | undefined][] = [
    ['data', dataDirOf(node)],
    ['wal', node.walDir],
  ];
  return written.flatMap(([kind, dir]) => {
    if (dir === undefined) return [];
    const named = {kind, written: dir, sight: sightOf(node, places, kind)};
    const input = asideOf(named, `removed-${places.runId}`);
    return input === undefined ? [] : [setDirAsideStep(node.name, kind, input)];
  });
}

/** Of a proxy. A v2 proxy keeps one folder, and etcd would take its member for a proxy as long as that is there. */
export function setProxyDataAsideSteps(node: SpecNode, places: Places): PlannedAction[] {
  const dataDir = dataDirOf(node);
  if (node.role === 'gateway') return [];
  if (node.role === 'grpc-proxy') return setMemberDataAsideSteps(node, places);
  const sight = sightOf(node, places, 'data');
  const isElsewhere = sight?.isMount === true || sight?.isLink === true;
  return [
    setAsideStep(`set-aside-proxy-dir:${node.name}`, {
      from: `${dataDir}/proxy`,
      to: isElsewhere
        ? `${dataDir}/proxy.removed-${places.runId}`
        : `${dataDir}.proxy-removed-${places.runId}`,
    }),
  ];
}

/** The files of a node that is none any more; a tool that reads all of `nodes/` would take it for one. */
export function setFilesAsideStep({name}: Pick<SpecNode, 'name'>, runId: string): PlannedAction {
  return setAsideStep(`set-aside-files:${name}`, {
    from: nodeDir(name),
    to: `${STATE_DIR}/removed/${name}-${runId}`,
  });
}

/** What stays of a member that leaves. */
export function stuckNotices(node: Pick<SpecNode, 'name'>, places: Places): string[] {
  const wal = sightOf(node, places, 'wal');
  if (wal?.isMount !== true) return [];
  return [
    `the log of ${node.name} stays in ${printable(wal.path, 500)}, a file system of its own: empty it before a member has it again`,
  ];
}
