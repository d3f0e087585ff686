import {observedMembers} from '../../domain/membership/observed.js';
import {OpsError} from '../../errors/ops-error.js';
import type {Workflow} from '../runs/workflow.js';
import {memberPromote, type MemberPromoteFacts} from './promote-learner.js';
import {promoteProxy, type PromoteInput, type PromoteProxyFacts} from './promote-proxy.js';

/** A proxy stands in the spec as what it is; a learner stands there as a member. */
type PromoteFacts = {readonly learner: MemberPromoteFacts} | {readonly proxy: PromoteProxyFacts};

/** What is asked of a proxy means nothing to a learner. */
function assertForLearner({name, as, dropNamespace, newClientUrl}: PromoteInput): void {
  const isRenamed = as !== undefined && as !== name;
  const flag = isRenamed
    ? '--as'
    : dropNamespace
      ? '--drop-namespace'
      : newClientUrl
        ? '--new-client-url'
        : '';
  if (flag === '') return;
  throw new OpsError('E_USAGE', `${flag} is for a proxy, and ${name} is a member`, {
    hints: [`etcdops promote ${name}`],
  });
}

/** `promote NODE`: whatever the node is, it votes afterwards. */
export const promote: Workflow<PromoteInput, PromoteFacts> = {
  name: 'promote',
  observed: facts => observedMembers('learner' in facts ? facts.learner : facts.proxy),
  question: promoteProxy.question,
  async observe(context, input) {
    const {spec} = (await context.cluster()).loaded;
    const isMember = spec.nodes.some(({name, role}) => name === input.name && role === 'member');
    if (!isMember) return {proxy: await promoteProxy.observe(context, input)};
    assertForLearner(input);
    return {learner: await memberPromote.observe(context, input)};
  },
  plan: (input, facts) =>
    'learner' in facts ? memberPromote.plan(input, facts.learner) : promoteProxy.plan(input, facts.proxy),
};
