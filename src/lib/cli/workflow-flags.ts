import {changeFlags, confirmFlags} from './flags.js';
import {passphraseFlag} from './tls-flags.js';

/** Of every command that is a workflow. */
export const workflowFlags = {...changeFlags, ...confirmFlags, 'ca-passphrase-file': passphraseFlag};
