/** What a guard says of one change of the membership. */
export type Verdict = Allowed | Wait | Refused;

export interface Allowed {
  readonly answer: 'allowed';
  /** What has to be said before it is done. */
  readonly notices: readonly string[];
  /** No write is answered from the change on until the member it is about runs: the cluster is too small to do without. */
  readonly stallsWrites: boolean;
}

/** What is missing comes by itself. */
export interface Wait {
  readonly answer: 'wait';
  readonly reason: string;
}

export interface Refused {
  readonly answer: 'refused';
  readonly reason: string;
  /** The last one is a command. */
  readonly hints: readonly string[];
}

export function refused(reason: string, ...hints: readonly string[]): Refused {
  return {answer: 'refused', reason, hints};
}

export function allowed(notices: readonly string[], stallsWrites = false): Allowed {
  return {answer: 'allowed', notices, stallsWrites};
}
