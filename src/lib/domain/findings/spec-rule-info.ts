import type {Severity} from './finding.js';

/** What `docs/rules.md` says of a rule of the spec. The id is a stable name. */
export interface SpecRuleInfo {
  readonly id: string;
  /** Worst case; a rule may be milder where it says so. */
  readonly severity: Severity;
  /** What is wrong, on one line without a full stop at its end. */
  readonly title: string;
  readonly why: string;
  /** Top-level keys that take the place of those of a good spec; a test runs each. */
  readonly bad: string;
  readonly good: string;
}
