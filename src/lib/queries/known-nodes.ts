import {dirname, join, resolve} from 'node:path';

import type {Adapters} from '../adapters/adapters.js';
import type {Candidate} from '../domain/completion/complete.js';
import {SPEC_FILE} from '../domain/layout/layout.js';
import {bracketed} from '../domain/nodes/hosts.js';
import {nameProblem} from '../domain/nodes/names.js';
import {printable} from '../domain/text/printable.js';

export type NodeReader = Pick<Adapters, 'cwd' | 'files' | 'yaml'> & {readonly specFlag: string | undefined};

/** A spec of 1000 nodes has 150 KB. */
const MAX_SPEC_BYTES = 1024 * 1024;

async function findText({cwd, files, specFlag}: NodeReader): Promise<string> {
  if (specFlag !== undefined) return (await files.readText(resolve(cwd, specFlag), MAX_SPEC_BYTES)) ?? '';
  for (let folder = cwd; ; folder = dirname(folder)) {
    const text = await files.readText(join(folder, SPEC_FILE), MAX_SPEC_BYTES);
    if (text !== undefined || folder === dirname(folder)) return text ?? '';
  }
}

/** `member on 127.0.0.1:2379`, as much of it as there is. */
function describe({role, host, ports}: Readonly<Record<string, unknown>>): string {
  const port = (ports as {client?: unknown} | null | undefined)?.client;
  const where =
    typeof host !== 'string' ? '' : typeof port === 'number' ? `${bracketed(host)}:${port}` : host;
  const what = typeof role === 'string' ? role : '';
  return printable([what, where].filter(text => text !== '').join(' on '));
}

function toCandidate(node: unknown): Candidate[] {
  const parts = (node ?? {}) as Readonly<Record<string, unknown>>;
  const {name} = parts;
  return typeof name === 'string' && nameProblem(name) === undefined
    ? [{value: name, description: describe(parts)}]
    : [];
}

/**
 * The nodes of the nearest spec, for completion. As lenient as can be: a spec that is being edited and is wrong in
 * other places still has names.
 */
export async function knownNodes(reader: NodeReader): Promise<Candidate[]> {
  const text = await findText(reader);
  if (text === '') return [];
  const value = (await reader.yaml()).parse(text).toValue() as {nodes?: unknown} | null;
  return Array.isArray(value?.nodes) ? value.nodes.flatMap(toCandidate) : [];
}
