import {findingsView, type ValidateResult} from './findings-view.js';
import type {View} from './view.js';

/** For programs that read what CI found; people get text. */
export const REPORT_FORMATS = ['github', 'sarif', 'junit'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

export function reportView(_format: ReportFormat | undefined): View<ValidateResult> {
  return findingsView;
}
