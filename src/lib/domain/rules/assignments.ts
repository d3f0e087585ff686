import type {Assignment, EtcdProcess, IgnoredWhy} from '../process/etcd-process.js';

/** What is given for a setting and can be judged: not what only the machine knows. */
export function knownOf(process: EtcdProcess, name: string): Assignment | undefined {
  const assignment = process.values.get(name);
  return assignment?.unresolved ? undefined : assignment;
}

/** Everything that is given and counts, without what only the machine knows. */
export function knownValues(process: EtcdProcess): Assignment[] {
  return [...process.values.values()].filter(({unresolved}) => unresolved !== true);
}

/** What is written and has no effect for that reason. */
export function ignoredFor(process: EtcdProcess, why: IgnoredWhy): Assignment[] {
  return process.ignored.filter(entry => entry.why === why).map(({assignment}) => assignment);
}

/**
 * Flags that have no effect and that etcd's parser reads all the same, since they stand again further down or beside a
 * config file: a wrong one ends etcd.
 */
export function parsedInVain(process: EtcdProcess): Assignment[] {
  return process.ignored
    .filter(({why}) => why === 'repeated' || why === 'beside-config-file')
    .map(({assignment}) => assignment)
    .filter(({via, unresolved}) => via === 'flag' && unresolved !== true);
}

/** Every value that etcd's parser of flags or variables reads, also those without effect. */
export function parsedTexts(process: EtcdProcess): Assignment[] {
  return [...knownValues(process).filter(({via}) => via !== 'config-file'), ...parsedInVain(process)];
}
