import {plural} from '../text/plural.js';
import {printable} from '../text/printable.js';
import type {Target} from './targets.js';

/** What answered at a target; why nothing did. */
export type Seen = {readonly wire: 'plain' | 'tls' | 'unknown'} | {readonly error: string};

export interface TargetsVerdict {
  /** Why a proxy must not be started before them; undefined where it may. */
  readonly refusal?: {readonly message: string; readonly fix: string};
  readonly warnings: readonly string[];
}

function otherScheme({text}: Target, wire: 'plain' | 'tls'): string {
  const scheme = wire === 'tls' ? 'https' : 'http';
  return `${scheme}://${text.replace(/^[a-z]+:\/\//i, '')}`;
}

/** One that speaks otherwise than the proxy is going to: it would fail for ever, with words about something else. */
function mismatch(target: Target, seen: Seen): TargetsVerdict['refusal'] {
  if ('error' in seen || seen.wire === 'unknown' || target.wire === undefined || target.wire === seen.wire)
    return undefined;
  const speaks =
    seen.wire === 'tls' ? 'speaks TLS, and the proxy would not' : 'speaks no TLS, and the proxy would';
  return {
    message: `${printable(target.text, 100)} ${speaks}`,
    fix: `write ${printable(otherScheme(target, seen.wire), 100)}`,
  };
}

export interface JudgeOptions {
  /** Start it also where none answers. */
  readonly allowUnreachable: boolean;
  /** etcd itself asks each at the start, and drops those that do not answer for good. */
  readonly dropsSilent: boolean;
}

/**
 * What was seen of the servers behind a proxy, judged before it is started. One that does not answer may come later;
 * where none does the address is probably wrong.
 */
export function judgeTargets(
  found: readonly {readonly target: Target; readonly seen: Seen}[],
  {allowUnreachable, dropsSilent}: JudgeOptions,
): TargetsVerdict {
  const wrong = found.map(({target, seen}) => mismatch(target, seen)).find(refusal => refusal !== undefined);
  if (wrong !== undefined) return {refusal: wrong, warnings: []};
  const silent = found.flatMap(({target, seen}) =>
    'error' in seen ? [`${printable(target.text, 100)} does not answer (${seen.error})`] : [],
  );
  const areAllSilent = silent.length === found.length && silent.length > 0;
  if (!areAllSilent || (allowUnreachable && !dropsSilent)) {
    const rest = dropsSilent ? 'etcd drops it until this proxy is started again' : 'it may come later';
    return {warnings: silent.map(text => `${text}; ${rest}`)};
  }
  const none = silent.length === 1 ? '' : `none of ${plural(silent.length, 'server')} answers: `;
  return {
    refusal: {
      message: `${none}${silent.slice(0, 3).join('; ')}`,
      fix: dropsSilent
        ? 'start the members first: without any etcd would go to 127.0.0.1:2379 instead'
        : 'start the members first, or add --allow-unreachable where they come later',
    },
    warnings: [],
  };
}
