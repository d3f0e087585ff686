import {fixesOf, type Finding} from '../../domain/findings/finding.js';
import {withNode} from '../../domain/spec/node-edits.js';
import type {SpecNode} from '../../domain/spec/schema.js';
import {OpsError} from '../../errors/ops-error.js';
import type {LoadedSpec} from '../../queries/load-spec.js';
import type {SpecContext} from '../cluster-run.js';
import {editSpec} from '../edit-spec.js';

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

/** Throws E_USAGE where the next command could not read what would be written, or would take it for something else. */
export async function draftSpec({adapters, loaded}: SpecContext, node: SpecNode): Promise<SpecDraft> {
  const after = withNode(loaded.spec, node);
  const {before, text, checked} = await editSpec(adapters, loaded, {after, what: node.name});
  if (text === before) return {node, before, text, after: loaded};
  assertValid(checked.findings, node);
  return {node, before, text, after: {...checked, spec: after}};
}
