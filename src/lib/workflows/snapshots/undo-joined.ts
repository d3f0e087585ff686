import {dataDirOf} from '../../domain/layout/layout.js';
import type {SpecNode} from '../../domain/spec/schema.js';
import {setFilesAsideStep} from '../membership/planned-steps.js';
import type {PlannedAction} from '../steps/actions.js';
import type {UndoFacts} from './undo-facts.js';

/** Members that the spec has got since the restore. */
export function joinedMembers({members, restore}: Pick<UndoFacts, 'members' | 'restore'>): SpecNode[] {
  const restored = new Set(restore.swaps.map(({node}) => node.name));
  return members.map(({node}) => node).filter(({name}) => !restored.has(name));
}

type Places = Pick<UndoFacts, 'runId' | 'places' | 'mounts'>;

/** The log of a member that is a file system of its own: its files have no folder that could be renamed. */
function stuckLog({name, walDir}: SpecNode, {places, mounts}: Places): string | undefined {
  const log = walDir === undefined ? undefined : places.get(name)?.at(-1);
  return log !== undefined && mounts.has(log) ? log : undefined;
}

/** Nothing of it stays in the way of who gets its name next. An abort brings all of it back. */
export function retireSteps(node: SpecNode, facts: Places): PlannedAction[] {
  const {name, walDir} = node;
  const {runId, places, mounts} = facts;
  const dataDir = dataDirOf(node);
  const dirs = [
    {kind: 'data', from: mounts.has(places.get(name)?.[0] ?? '') ? `${dataDir}/member` : dataDir},
    ...(walDir === undefined || stuckLog(node, facts) !== undefined ? [] : [{kind: 'wal', from: walDir}]),
  ];
  return [
    ...dirs.map(({kind, from}): PlannedAction => {
      const to = `${from}.undone-${runId}`;
      return {
        id: `set-aside-${kind}-dir:${name}`,
        title: `set ${from} aside as ${to}`,
        action: 'set-aside',
        input: {from, to},
      };
    }),
    setFilesAsideStep(node, runId),
  ];
}

export function joinedNotices(node: SpecNode, facts: Places): string[] {
  const {name} = node;
  const log = stuckLog(node, facts);
  return [
    `${name} joined after the restore, and the cluster that comes back does not know it: it leaves the spec, and its data is kept; etcdops member add ${name} would let it join that cluster`,
    ...(log === undefined
      ? []
      : [
          `the log of ${name} stays in ${log}, a file system of its own: empty it before a member has it again`,
        ]),
  ];
}
