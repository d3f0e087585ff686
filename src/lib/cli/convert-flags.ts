import * as Flags from '@oclif/core/flags';

import {CONVERT_TARGETS, type ConvertTarget} from '../domain/convert/conversion.js';
import {INPUT_KINDS, type InputKind} from '../domain/inputs/input.js';

/** Of `convert`. */
export const convertFlags = {
  to: Flags.custom<ConvertTarget>({
    description: 'what to make of it',
    options: [...CONVERT_TARGETS],
    required: true,
  })(),
  out: Flags.string({description: 'folder to write the files into', helpValue: 'DIR'}),
  force: Flags.boolean({description: 'overwrite what stands in that folder', dependsOn: ['out']}),
  node: Flags.string({
    description: 'convert only this one; repeatable or separated by commas',
    delimiter: ',',
    helpValue: 'NAME',
    multiple: true,
    // The next word is a path.
    multipleNonGreedy: true,
  }),
  kind: Flags.custom<InputKind>({
    description: 'what the paths are, instead of what their content says',
    options: [...INPUT_KINDS],
  })(),
  'etcd-version': Flags.string({
    description: 'read the paths as this etcd does: 3.5 or 3.5.12 [default: the etcd at hand]',
    helpValue: 'VERSION',
  }),
};
