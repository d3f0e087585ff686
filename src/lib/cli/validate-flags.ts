import * as Flags from '@oclif/core/flags';

import {INPUT_KINDS, type InputKind} from '../domain/inputs/input.js';
import {REPORT_FORMATS, type ReportFormat} from '../views/report-view.js';

/** Of commands that read configurations of others. */
const inputFlags = {
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
