import type {RegistryContent, ExpectedMember} from '../../domain/discovery/registry.js';
import {judgeRegistry} from '../../domain/discovery/registry.js';
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
function tokenProblemOf({content, expected, size, unregistered}: TokenCheck): string | undefined {
  const report = judgeRegistry(content, expected, unregistered);
  if (report.state === 'unknown') return undefined;
  const [problem] = report.problems;
  if (problem !== undefined) return problem.message;
  return report.size === size ? undefined : `its size is ${report.size}, and ${size} members are to register`;
}

/** @param hint what to do, where it is not to begin again */
export function assertToken(token: string, check: TokenCheck, hint = FRESH): void {
  const problem = tokenProblemOf(check);
  if (problem === undefined) return;
  throw new OpsError('E_PREFLIGHT', `the discovery token ${token} cannot be used: ${problem}`, {
    hints: [hint, 'etcdops discovery status'],
  });
}
