import type {ProxyRole} from '../domain/proxies/proxy-request.js';
import {shellQuote} from '../domain/text/shell-quote.js';
import type {RunReport} from '../engine/step.js';
import {formatPlan} from './run-view.js';
import type {View, ViewOptions} from './view.js';

/** A proxy that was launched, or the command that would. */
export interface ShownStart {
  readonly role: ProxyRole;
  /** Its name in the spec. */
  readonly node?: string;
  /** The program first. */
  readonly command: readonly string[];
  /** Where its relative paths count from. */
  readonly folder: string;
  readonly etcdVersion: string;
  readonly started: boolean;
  /** What a dry run would write into the spec. */
  readonly specDiff?: string;
  readonly run?: RunReport;
  readonly needsRestart?: true;
}

/** The command line, a flag a line, as it can be pasted. */
function pasted({command, folder}: ShownStart): string {
  const [program = '', ...args] = command.map(shellQuote);
  const at = args.findIndex(arg => arg.startsWith('-'));
  const words = [program, ...args.slice(0, Math.max(at, 0))].join(' ');
  return [`cd ${shellQuote(folder)} &&`, [words, ...args.slice(Math.max(at, 0))].join(' \\\n  ')].join('\n');
}

function changeOf({node, specDiff}: ShownStart): string[] {
  if (specDiff === undefined) return [];
  return [specDiff === '' ? `${node} is in the spec already, as it is asked for.` : specDiff];
}

function restartLine({node}: ShownStart): string {
  return `${node} runs with what it was started with. etcdops restart ${node} makes it what the spec says.`;
}

/** What a dry run found. */
function planned(result: ShownStart, options: ViewOptions): string {
  const {run} = result;
  const next = run === undefined ? pasted(result) : formatPlan(run, options);
  const restart = result.needsRestart === true ? [restartLine(result)] : [];
  const end = 'Nothing was changed. Next: the same line without --dry-run';
  return [...changeOf(result), next, ...restart, end].join('\n');
}

export const proxyStartView: View<ShownStart> = (result, options) => {
  const {node, run, started, specDiff} = result;
  if (!started)
    return specDiff === undefined && run === undefined ? pasted(result) : planned(result, options);
  if (result.needsRestart === true) return restartLine(result);
  return run?.outcome === 'nothing-to-do'
    ? `${node} runs already. Next: etcdops status`
    : `${node} runs. Next: etcdops status   or   etcdops logs ${node}`;
};
