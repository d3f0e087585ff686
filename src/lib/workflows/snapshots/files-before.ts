import {join} from 'node:path';
import {isDeepStrictEqual} from 'node:util';

import {configFileOf} from '../../domain/layout/layout.js';
import {configMisfits, type ConfigMisfit} from '../../domain/snapshots/config-misfits.js';
import {inOrder} from '../../domain/spec/spec-change.js';
import type {ClusterSpec, SpecNode} from '../../domain/spec/schema.js';
import {printable} from '../../domain/text/printable.js';
import {renderArtifacts, type RenderedFile} from '../../queries/render-artifacts.js';
import {parseConfig} from '../../queries/started-config.js';
import {changedFiles} from '../artifact-changes.js';
import type {SpecContext} from '../cluster-run.js';
import {preflight} from '../runs/refusal.js';
import type {Refusal} from '../runs/workflow.js';
import type {FilesBefore} from './restore-facts.js';

function word(value: unknown): string {
  if (value === undefined) return 'not set';
  return printable(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''), 300);
}

function sentence(path: string, {key, found, wanted}: ConfigMisfit): string {
  return `${path} has ${key} ${word(found)}, the spec ${word(wanted)}, and it is not as etcdops made it either`;
}

async function misfitsIn(
  {adapters, loaded: {folder}}: SpecContext,
  found: string,
  {text}: RenderedFile,
): Promise<ConfigMisfit[]> {
  const [there, wanted] = await Promise.all([found, text].map(config => parseConfig(adapters, config)));
  return configMisfits(there, wanted, folder);
}

export function misfitRefusals({misfits}: FilesBefore): Refusal[] {
  return misfits.map(problem =>
    preflight(
      problem,
      'etcdops render writes all files as the spec has them; etcdops render --check shows what it would overwrite',
    ),
  );
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
  const {adapters, loaded} = cluster;
  const {spec, folder} = loaded;
  const before = {
    ...(known === undefined ? spec : specOfBefore(spec, known)),
    ...(token === undefined ? {} : {token}),
  };
  const isEdited = !isDeepStrictEqual(before, spec);
  const changed = isEdited ? await changedFiles(cluster, [before], spec) : [];
  const ofBefore = changed.filter(({found, isByHand}) => found !== undefined && !isByHand);
  const isOurs = new Set(ofBefore.map(({path}) => path));
  const wanted = await renderArtifacts(adapters, {spec, folder, formats: ['config']});
  const names = new Set(members.map(({name}) => configFileOf(name)));
  const misfits = await Promise.all(
    wanted
      .filter(({path}) => names.has(path) && !isOurs.has(path))
      .map(async file => {
        const found = await adapters.files.readText(join(folder, file.path));
        if (found === undefined || found === file.text) return [];
        return (await misfitsIn(cluster, found, file)).map(misfit => sentence(file.path, misfit));
      }),
  );
  return {
    ...(ofBefore.length === 0 ? {} : {made: before.nodes, token: before.token}),
    misfits: misfits.flat(),
  };
}
