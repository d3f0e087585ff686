import {readCommandLine} from '../domain/completion/command-line.js';
import {complete, needsNodes, type Candidate, type Completion} from '../domain/completion/complete.js';
import type {Grammar} from '../domain/completion/grammar.js';
import {fitToShell, wordsFrom, type CompletionShell} from '../domain/completion/shell-words.js';
import {knownNodes, type NodeReader} from './known-nodes.js';

export interface CompletionRequest {
  readonly shell: CompletionShell;
  /** The words behind the program's name up to the cursor, as the shell's script passes them. */
  readonly passed: readonly string[];
  readonly grammar: Grammar;
}

/** A spec that is not there or cannot be read has no nodes; at a TAB there is nobody to tell. */
function nodesOrNone(reader: NodeReader): Promise<Candidate[]> {
  return knownNodes(reader).catch(() => []);
}

/** What may stand at the cursor of a command line. */
export async function completeLine(
  reader: NodeReader,
  {shell, passed, grammar}: CompletionRequest,
): Promise<Completion> {
  const words = wordsFrom(shell, passed);
  const line = readCommandLine(words, grammar);
  const specFlag = line.flags.get('spec') ?? reader.specFlag;
  const nodes = needsNodes(line) ? await nodesOrNone({...reader, specFlag}) : [];
  return fitToShell(shell, complete(line, nodes), words.at(-1) ?? '');
}
