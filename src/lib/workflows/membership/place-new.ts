import {membersOf} from '../../domain/nodes/node-urls.js';
import type {ClusterSpec, SpecNode} from '../../domain/spec/schema.js';
import {etcdopsLine} from '../../domain/text/etcdops-line.js';
import {OpsError} from '../../errors/ops-error.js';
import {placeMember} from './add.js';

export type Replacement = {
  readonly name: string;
  /** Another node in its place; without it the same node, empty. */
  readonly with?: string;
  readonly host?: string;
};

/** The node that takes the place of another one. @throws E_USAGE */
export function placeNew(spec: ClusterSpec, input: Replacement, old: SpecNode): SpecNode {
  const {name, with: other, host} = input;
  if (other === undefined || other === name) {
    if (host !== undefined && host !== old.host) {
      throw new OpsError('E_USAGE', `--host ${host}: in its own place ${name} stays on ${old.host}`, {
        hints: [`etcdops member replace ${name} --with NEW --host ${host}`],
      });
    }
    const {learner: _, ...rest} = old;
    return {...rest, initialClusterState: 'existing'};
  }
  if (membersOf(spec).some(node => node.name === other)) {
    throw new OpsError('E_USAGE', `--with ${other}: the spec has a member of that name already`, {
      hints: [`with a name that no node has: ${etcdopsLine('member', 'replace', name, '--with')} NEW`],
    });
  }
  return placeMember(spec, {name: other, ...(host === undefined ? {host: old.host} : {host})});
}
