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
 * Every value that etcd's parser of flags or variables reads: also that of a flag that stands again further down, or
 * beside a config file. A wrong one ends etcd although it has no effect.
 */
export function parsedTexts(process: EtcdProcess): Assignment[] {
  const parsed = process.ignored.filter(
    ({assignment: {via}, why}) => via === 'flag' && (why === 'repeated' || why === 'beside-config-file'),
  );
  const effective = knownValues(process).filter(({via}) => via !== 'config-file');
  return [
    ...effective,
    ...parsed.map(({assignment}) => assignment).filter(({unresolved}) => unresolved !== true),
  ];
}
