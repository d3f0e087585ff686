import * as Args from '@oclif/core/args';

import {COMPLETION_SHELLS, type CompletionShell} from '../domain/completion/shell-words.js';

export const shellArg = Args.custom<CompletionShell>({
  description: 'whose script to print',
  options: [...COMPLETION_SHELLS],
});
