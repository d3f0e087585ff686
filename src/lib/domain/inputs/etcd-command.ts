import type {Variable, Word} from './input.js';
import type {ShellText} from './shell-lexer.js';

/** A start of a program of etcd inside a command line. */
export interface EtcdCommand {
  readonly argv: readonly Word[];
  /** Variables that the command line itself sets, by `env A=1 etcd` and the like. */
  readonly environment: readonly Variable[];
}

/** What a reader may hand in for the text of `sh -c`. */
export type ShellTextOf = (word: Word) => ShellText;

/**
 * The program of etcd that a command line starts, without the wrappers around it (`exec`, `env`, `sudo`, `nohup`,
 * `sh -c '…'`, …); undefined where it starts something else.
 */
export function etcdCommandOf(_words: readonly Word[]): EtcdCommand | undefined {
  return undefined;
}
