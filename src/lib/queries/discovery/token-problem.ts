import type {RegistryContent, ExpectedMember} from '../../domain/discovery/registry.js';
import {hasAnyRegistered, judgeRegistry, type RegistryReport} from '../../domain/discovery/registry.js';
import {OpsError} from '../../errors/ops-error.js';

const FRESH = 'etcdops up --fresh begins again with a new token';

/** What keeps the members of a spec from meeting under a token. */
export interface TokenCheck {
  readonly content: RegistryContent;
  readonly expected: readonly ExpectedMember[];
  readonly size: number;
  /** Names of members that may not register a second time. */
  readonly unregistered: readonly string[];
}

/** Undefined where the members may start. */
function tokenProblemOf(report: RegistryReport, size: number): string | undefined {
  if (report.state === 'unknown') return undefined;
  const [problem] = report.problems;
  if (problem !== undefined) return problem.message;
  return report.size === size ? undefined : `its size is ${report.size}, and ${size} members are to register`;
}

const EARLIER_ATTEMPT = 'earlier-attempt';

/** @param hint what to do, where it is not to begin again */
export function assertToken(token: string, check: TokenCheck, hint = FRESH): void {
  const {content, expected, size, unregistered} = check;
  const report = judgeRegistry(content, expected, unregistered);
  const problem = tokenProblemOf(report, size);
  if (problem === undefined) return;
  // A token of another size, or under which only others are, somebody has named by mistake.
  const isSpoilt = report.size === size && hasAnyRegistered(report, expected);
  throw new OpsError('E_PREFLIGHT', `the discovery token ${token} cannot be used: ${problem}`, {
    hints: [hint, 'etcdops discovery status'],
    ...(isSpoilt ? {details: {reason: EARLIER_ATTEMPT}} : {}),
  });
}

/** Whether a token is refused that members of the spec have registered under. */
export function isOfEarlierAttempt(error: unknown): error is OpsError {
  return error instanceof OpsError && error.details['reason'] === EARLIER_ATTEMPT;
}
