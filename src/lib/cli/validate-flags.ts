import * as Flags from '@oclif/core/flags';

import {REPORT_FORMATS, type ReportFormat} from '../views/report-view.js';
import {inputFlags} from './input-flags.js';

/** Of `validate`. */
export const validateFlags = {
  ...inputFlags,
  'target-version': Flags.string({
    description: 'also tell what an upgrade to it would break',
    helpValue: 'VERSION',
  }),
  explain: Flags.string({
    description: 'show every setting of a node and where it comes from',
    helpValue: 'NODE',
  }),
  report: Flags.custom<ReportFormat>({
    options: [...REPORT_FORMATS],
    description: 'for CI instead of for people',
    exclusive: ['json', 'explain'],
  })(),
  strict: Flags.boolean({description: 'warnings fail too'}),
};
