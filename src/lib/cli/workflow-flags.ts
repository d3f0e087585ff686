import * as Flags from '@oclif/core/flags';

import {changeFlags, confirmFlags} from './flags.js';
import {passphraseFlag} from './tls-flags.js';
import {userFlags} from './user-flags.js';

/** Of every command that is a workflow. */
export const workflowFlags = {
  ...changeFlags,
  ...confirmFlags,
  ...userFlags,
  'ca-passphrase-file': passphraseFlag,
};

/** Of a workflow that gives up all data of a cluster. */
export const typedWorkflowFlags = {
  ...workflowFlags,
  confirm: Flags.string({
    description: 'the name of the cluster, instead of typing it',
    helpValue: 'CLUSTER',
  }),
};
