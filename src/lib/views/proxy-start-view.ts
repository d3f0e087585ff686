import type {ProxyRole} from '../domain/proxies/proxy-request.js';
import {shellQuote} from '../domain/text/shell-quote.js';
import type {RunReport} from '../engine/step.js';
import type {View} from './view.js';

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
  readonly run?: RunReport;
}

/** The command line, a flag a line, as it can be pasted. */
function pasted({command, folder}: ShownStart): string {
  const [program = '', ...args] = command.map(shellQuote);
  const at = args.findIndex(arg => arg.startsWith('-'));
  const words = [program, ...args.slice(0, Math.max(at, 0))].join(' ');
  return [`cd ${shellQuote(folder)} &&`, [words, ...args.slice(Math.max(at, 0))].join(' \\\n  ')].join('\n');
}

export const proxyStartView: View<ShownStart> = result => {
  if (!result.started) return pasted(result);
  return result.run?.outcome === 'nothing-to-do'
    ? `${result.node} runs already. Next: etcdops status`
    : `${result.node} runs. Next: etcdops status   or   etcdops logs ${result.node}`;
};
