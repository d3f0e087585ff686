import {preflight} from '../runs/refusal.js';
import type {Refusal} from '../runs/workflow.js';
import type {RestoreNode} from './restore-facts.js';

/** Only what etcdops started can it stop, and start again. */
export function othersRefusals(nodes: readonly RestoreNode[]): Refusal[] {
  const others = nodes.filter(({managedBy}) => managedBy === 'other');
  return others.map(({node}) =>
    preflight(
      `${node.name} was started by something else, which has to stop it`,
      'stop it with what started it (honcho, systemctl, docker), then the same line again',
    ),
  );
}
