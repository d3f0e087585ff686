import {everyRule} from '../domain/rules/every-rule.js';
import {findingsView, type ValidateResult} from './findings-view.js';
import {githubView} from './github-view.js';
import {junitView} from './junit-view.js';
import {sarifView} from './sarif-view.js';
import type {View} from './view.js';

/** What `--report` takes. */
export const REPORT_FORMATS = ['github', 'sarif', 'junit'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** The findings for people, or for a service that shows them; `version` is that of etcdops. */
export function reportView(format: ReportFormat | undefined, version: string): View<ValidateResult> {
  switch (format) {
    case undefined:
      return findingsView;
    case 'github':
      return githubView;
    case 'junit':
      return junitView;
    case 'sarif':
      return sarifView({version, rules: everyRule()});
  }
}
