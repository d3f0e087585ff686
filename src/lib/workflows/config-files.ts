import {join} from 'node:path';

import {otherWayIn} from '../domain/config/other-way-in.js';
import {withTokenOf} from '../domain/config/token-line.js';
import {joins} from '../domain/nodes/node-urls.js';
import {OpsError} from '../errors/ops-error.js';
import {renderArtifacts, type RenderedFile} from '../queries/render-artifacts.js';
import type {ClusterContext} from './cluster-run.js';
import type {LocalNode} from './observe-nodes.js';
import {writeArtifact} from './write-artifact.js';

interface ConfigFile {
  readonly member: LocalNode;
  /** As the spec has it. */
  readonly rendered: RenderedFile;
  /** As it stands; undefined where it does not. */
  readonly found: string | undefined;
}

async function configFilesOf(
  {adapters, loaded}: ClusterContext,
  members: readonly LocalNode[],
): Promise<ConfigFile[]> {
  const files = await renderArtifacts(adapters, {...loaded, formats: ['config']});
  const byPath = new Map(members.map(member => [member.launch.configFile, member]));
  const wanted = files.flatMap(rendered => {
    const path = join(loaded.folder, rendered.path);
    const member = byPath.get(path);
    return member === undefined ? [] : [{path, member, rendered}];
  });
  return Promise.all(
    wanted.map(async ({path, ...rest}) => ({...rest, found: await adapters.files.readText(path)})),
  );
}

/**
 * Config files that are missing are written. One that names another token than the spec gets that of the spec: a new
 * token was not written everywhere when its run was killed, and new members would never meet (those with data do not
 * read it). Other differences are the user's to decide about.
 */
export async function ensureConfigFiles(
  context: ClusterContext,
  members: readonly LocalNode[],
): Promise<void> {
  const {adapters, loaded} = context;
  for (const {found, rendered} of await configFilesOf(context, members)) {
    const {path, text, mode} = rendered;
    const mended = found === undefined ? text : withTokenOf(found, text);
    if (mended !== text) {
      adapters.progress.warn(`${path} differs from the spec; etcdops render --check shows how`);
    }
    if (mended === found) continue;
    await writeArtifact(adapters, loaded.folder, {path, text: mended, mode});
  }
}

/** Whether a member looks at its start how it is to find the others. */
function begins({node, hasData, running}: LocalNode): boolean {
  return node.role === 'member' && !joins(node) && !hasData && running === undefined;
}

/**
 * A spec whose files were not written after it lets members begin as it was meant before: one would wait for others
 * that never come, or be a cluster for itself. Throws E_PREFLIGHT.
 */
export async function assertSameWayIn(context: ClusterContext, nodes: readonly LocalNode[]): Promise<void> {
  const beginners = nodes.filter(begins);
  if (beginners.length === 0) return;
  const yaml = await context.adapters.yaml();
  const files = await configFilesOf(context, beginners);
  const others = files.flatMap(({member, rendered, found}) => {
    if (found === undefined || found === rendered.text) return [];
    const [there, wanted] = [found, rendered.text].map(text => yaml.parse(text));
    const other = there!.problems.length > 0 ? undefined : otherWayIn(there!.toValue(), wanted!.toValue());
    return other === undefined ? [] : [{...other, path: rendered.path, name: member.node.name}];
  });
  const [first] = others;
  if (first === undefined) return;
  const lines = others.map(
    ({path, name, found, wanted}) => `${path} lets ${name} begin by ${found}, the spec by ${wanted}`,
  );
  throw new OpsError('E_PREFLIGHT', lines.join('\n  '), {
    hints: [
      'etcdops render writes the files as the spec has it; --check shows what changes',
      `or let the spec say what this file does: etcdops convert-bootstrap ${first.convert}`,
    ],
  });
}
