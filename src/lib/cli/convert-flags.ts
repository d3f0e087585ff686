import * as Flags from '@oclif/core/flags';

import {CONVERT_TARGETS, type ConvertTarget} from '../domain/convert/conversion.js';
import {inputFlags} from './input-flags.js';

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
  ...inputFlags,
};
