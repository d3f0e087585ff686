import {isDeepStrictEqual} from 'node:util';

import type {YamlDocument} from '../../adapters/yaml/yaml.js';
import {fixesOf, type Finding} from '../../domain/findings/finding.js';
import {nodeEdits, withNode} from '../../domain/spec/node-edits.js';
import type {SpecNode} from '../../domain/spec/schema.js';
import {OpsError} from '../../errors/ops-error.js';
import {checkSpecText, type LoadedSpec} from '../../queries/load-spec.js';
import type {SpecContext} from '../cluster-run.js';

/** The spec with a node in it, judged and not written yet. */
export interface SpecDraft {
  readonly node: SpecNode;
  /** The text on disk. */
  readonly before: string;
  readonly text: string;
  readonly after: LoadedSpec;
}

/** Where a flag has put the value, in the words of the command line. */
function inFlags(message: string): string {
  return message.replace(/^nodes\[\d+\]\.(?:settings\.|(?=name\b))/, '--');
}

function assertValid(findings: readonly Finding[], {role}: SpecNode): void {
  const errors = findings.filter(({severity}) => severity === 'error');
  if (errors.length === 0) return;
  const command = role === 'v2-proxy' ? 'proxy' : role;
  throw new OpsError('E_USAGE', errors.map(({message}) => inFlags(message)).join('\n  '), {
    hints: [...fixesOf(errors), `what each flag takes: etcdops ${command} start --help`],
  });
}

function referred(file: string, name: string, cause?: unknown): OpsError {
  return new OpsError('E_USAGE', `${file}: ${name} has references (*name) in it, or is referred to`, {
    cause,
    hints: ['write the values out where the references stand, then the same line again'],
  });
}

function edited(document: YamlDocument, edits: ReturnType<typeof nodeEdits>): string {
  for (const {path, value} of edits) document.set(path, value);
  return document.toString();
}

/** Throws E_USAGE where the next command could not read what would be written, or would take it for something else. */
export async function draftSpec({adapters, loaded}: SpecContext, node: SpecNode): Promise<SpecDraft> {
  const {spec, path, file} = loaded;
  const before = (await adapters.files.readText(path)) ?? '';
  const edits = nodeEdits(spec, node);
  if (edits.length === 0) return {node, before, text: before, after: loaded};
  const yaml = await adapters.yaml();
  let text: string;
  try {
    text = edited(yaml.parse(before), edits);
  } catch (error) {
    throw referred(file, node.name, error);
  }
  const checked = await checkSpecText(adapters, {path, file, text});
  assertValid(checked.findings, node);
  const after = checked.spec;
  // A value that others refer to would change them too.
  if (after === undefined || !isDeepStrictEqual(after, withNode(spec, node))) throw referred(file, node.name);
  return {node, before, text, after: {...checked, spec: after}};
}
