import type {Gaps} from '../inputs/gaps.js';
import type {Assignment} from './etcd-process.js';
import type {ReadConfig} from './read-config-tree.js';

/** What only the machine knows has no type either. */
function restored(assignment: Assignment, gaps: Gaps): Assignment {
  const {node, ...rest} = assignment;
  const {text: value, isOpen} = gaps.restore(assignment.value);
  const written = gaps.restore(assignment.written).text;
  return isOpen ? {...rest, value, written, unresolved: true} : {...assignment, written};
}

/** A config file that a script writes: what only the machine knows stands in its values again as it was written. */
export function withoutGaps(read: ReadConfig, gaps: Gaps | undefined): ReadConfig {
  if (gaps === undefined) return read;
  return {
    values: new Map([...read.values].map(([name, assignment]) => [name, restored(assignment, gaps)])),
    ignored: read.ignored.map(({assignment, by, ...ignored}) => ({
      ...ignored,
      assignment: restored(assignment, gaps),
      ...(by === undefined ? {} : {by: restored(by, gaps)}),
    })),
    misshapen: read.misshapen.filter(({value}) => !gaps.isIn(value)),
    empty: read.empty,
  };
}
