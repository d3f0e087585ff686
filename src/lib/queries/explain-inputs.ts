import {explainNode, type Explanation} from '../domain/process/explain.js';
import {nameOf} from '../domain/process/values.js';
import {nearest} from '../domain/text/nearest.js';
import {printable} from '../domain/text/printable.js';
import {OpsError} from '../errors/ops-error.js';
import type {Validated} from './validate-inputs.js';

/** How many names an error lists. */
const LISTED_NAMES = 10;

/** What etcd makes of one node. Throws E_USAGE, with the names there are, where nobody is called so. */
export function explainInputs({processes}: Pick<Validated, 'processes'>, node: string): Explanation[] {
  const explained = explainNode(processes, node);
  if (explained.length > 0) return explained;
  const names = [...new Set(processes.map(nameOf))];
  const near = nearest(node, names);
  throw new OpsError('E_USAGE', `--explain: there is no node called "${printable(node, 60)}"`, {
    hints: [
      near !== undefined
        ? `did you mean ${printable(near)}?`
        : `the nodes are: ${
            names
              .slice(0, LISTED_NAMES)
              .map(name => printable(name, 40))
              .join(', ') || 'none'
          }`,
    ],
  });
}
