import * as Flags from '@oclif/core/flags';

import {INPUT_KINDS, type InputKind} from '../domain/inputs/input.js';

/** Of commands that read configurations of others. */
export const inputFlags = {
  'etcd-version': Flags.string({
    description:
      'read as this etcd would: 3.5 or 3.5.12 [default: what the files name, else the etcd at hand]',
    helpValue: 'VERSION',
  }),
  kind: Flags.custom<InputKind>({
    options: [...INPUT_KINDS],
    description: 'what the files are [default: what their content says]',
  })(),
};
