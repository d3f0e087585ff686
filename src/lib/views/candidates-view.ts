import type {Completion} from '../domain/completion/complete.js';
import type {View} from './view.js';

/** What the completion scripts read: the kind on the first line, then a candidate a line with its description. */
export const candidatesView: View<Completion> = ({kind, candidates}) => {
  return [`:${kind}`, ...candidates.map(({value, description}) => `${value}\t${description}`)].join('\n');
};
