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

/** Nothing of it stays in the way of who gets its name next. An abort brings all of it back. */
export function retireSteps(node: SpecNode, {runId}: Pick<UndoFacts, 'runId'>): PlannedAction[] {
  const {name, walDir} = node;
  const dirs = [
    {kind: 'data', from: dataDirOf(node)},
    ...(walDir === undefined ? [] : [{kind: 'wal', from: walDir}]),
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
