import type {MembershipFacts} from '../../domain/membership/facts.js';
import type {SpecContext} from '../cluster-run.js';

/** The members as they are right now, with what asks them. */
export interface Membership extends SpecContext {
  readonly facts: MembershipFacts;
  /** Of the cluster when it was first healthy; undefined where it never was. */
  readonly recordedId: string | undefined;
}

/** One look at the members for several questions about the same moment. */
export interface SharedLook {
  /** What was seen; the first that asks looks. */
  by(look: () => Promise<Membership>): Promise<Membership>;
  /** The next that asks looks anew. */
  forget(): void;
}

export function createSharedLook(): SharedLook {
  let seen: Promise<Membership> | undefined;
  return {
    by: look => (seen ??= look()),
    forget() {
      seen = undefined;
    },
  };
}
