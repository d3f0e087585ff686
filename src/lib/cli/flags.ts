import * as Flags from '@oclif/core/flags';

import {parseDurationMs} from '../domain/text/duration.js';
import {printable} from '../domain/text/printable.js';
import {OpsError} from '../errors/ops-error.js';

/** A duration such as `500ms`, `20s`, `5m` or `30d`; parses to milliseconds. */
export const durationFlag = Flags.custom<number>({
  helpValue: 'DURATION',
  parse: input => {
    const durationMs = parseDurationMs(input);
    if (durationMs === undefined) {
      throw new OpsError('E_USAGE', `"${input}" is not a duration`, {
        hints: ['write for example 500ms, 20s, 5m or 30d'],
      });
    }
    return Promise.resolve(durationMs);
  },
});

/** A whole number within limits; oclif's own integer flag takes no limits in its message. */
export function countFlag(name: string, least: number, most: number) {
  return Flags.custom<number>({
    helpValue: 'N',
    parse: input => {
      const count = /^\d{1,15}$/.test(input) ? Number(input) : Number.NaN;
      if (count >= least && count <= most) return Promise.resolve(count);
      throw new OpsError(
        'E_USAGE',
        `--${name}: must be a whole number from ${least} to ${most}, not "${printable(input, 40)}"`,
      );
    },
  });
}

/** Of every command. */
export const globalFlags = {
  spec: Flags.string({
    description: 'the cluster spec [default: etcdops.yaml here or in the nearest parent folder]',
    env: 'ETCDOPS_SPEC',
    helpGroup: 'GLOBAL',
    helpValue: 'FILE',
  }),
  'etcd-bin-dir': Flags.string({
    description: 'folder of etcd and etcdctl [default: the cache, then PATH]',
    env: 'ETCDOPS_ETCD_BIN_DIR',
    helpGroup: 'GLOBAL',
    helpValue: 'DIR',
  }),
  timeout: durationFlag({
    description: 'deadline of the whole command',
    env: 'ETCDOPS_TIMEOUT',
    helpGroup: 'GLOBAL',
  }),
  verbose: Flags.boolean({
    description: 'show the outside commands that run, on stderr',
    env: 'ETCDOPS_VERBOSE',
    helpGroup: 'GLOBAL',
  }),
};

/** Of commands that change something. */
export const changeFlags = {
  'dry-run': Flags.boolean({description: 'show the plan and change nothing'}),
  // Where nothing is asked it is taken all the same: scripts write it everywhere.
  yes: Flags.boolean({char: 'y', hidden: true, description: 'nothing is asked'}),
};

/** Of commands that ask before they act; they come after those above. */
export const confirmFlags = {
  yes: Flags.boolean({char: 'y', description: 'answer yes to the question'}),
};
