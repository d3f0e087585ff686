import * as Flags from '@oclif/core/flags';

import {nameProblem, tokenProblem} from '../domain/nodes/names.js';
import {OpsError} from '../errors/ops-error.js';
import {countFlag} from './flags.js';

/** Nine digits of ten: etcd counts in 64 bits, and no cluster has ever come so far. */
const MOST = 999_999_999_999;

const tokenFlag = Flags.custom<string>({
  helpValue: 'TOKEN',
  parse: input => {
    const problem = tokenProblem(input);
    if (problem === undefined) return Promise.resolve(input);
    throw new OpsError('E_USAGE', `--token: ${problem}`);
  },
});

const nameFlag = Flags.custom<string>({
  parse: input => {
    const problem = nameProblem(input);
    if (problem === undefined) return Promise.resolve(input);
    throw new OpsError('E_USAGE', `--name: ${problem}`);
  },
});

/** What decides how a snapshot becomes a cluster. */
export const restoreFlags = {
  'from-data': Flags.string({
    description:
      'instead of a snapshot: a member that does not run, by its name or its data directory; of several the freshest',
    helpValue: 'NODE|DIR',
    multiple: true,
    multipleNonGreedy: true,
  }),
  to: Flags.string({
    description: 'only make the data directories there, for other machines: one for each member of the spec',
    helpValue: 'DIR',
  }),
  name: nameFlag({
    description: 'with --to: one directory, of a cluster of this member alone',
    dependsOn: ['to'],
  }),
  token: tokenFlag({description: 'initial-cluster-token of the restored cluster [default: a new one]'}),
  'bump-revision': countFlag(
    'bump-revision',
    1,
    MOST,
  )({
    description:
      'by how much the revision is raised, all before it compacted [default: 1000000000 where etcd can]',
    exclusive: ['no-bump'],
  }),
  'no-bump': Flags.boolean({description: 'leave the revision as the snapshot has it'}),
  'yes-other-cluster': Flags.boolean({description: 'the snapshot may be of another cluster'}),
  'skip-hash-check': Flags.boolean({
    description: 'the file is a database copied from a data directory, without a digest',
  }),
  'keep-alarms': Flags.boolean({description: 'leave alarms up that came with the snapshot'}),
};
