import {assertTerminal} from './terminal.js';

/** What stands for the answer where nobody can be asked. */
export interface Asking {
  /** With `--json` nothing is asked. */
  readonly json: boolean;
  /** Ends a question that nobody answers. */
  readonly signal: AbortSignal;
}

const ASKS = 'this asks before it acts';

/** Asks yes or no; where nobody can be asked it fails and names the flag that answers. */
export async function confirm(question: string, {json, signal}: Asking): Promise<boolean> {
  assertTerminal(ASKS, {json, instead: 'add --yes to the command'});
  const {createQuestions} = await import('./questions.js');
  return createQuestions(signal).yesNo(question, false);
}

/** For what cannot be undone: the name of the cluster has to be typed. */
export async function typeToConfirm(
  question: string,
  cluster: string,
  {json, signal}: Asking,
): Promise<boolean> {
  assertTerminal(ASKS, {json, instead: `add --confirm ${cluster} to the command`});
  const {createQuestions} = await import('./questions.js');
  const message = `${question} Type ${cluster} to go on:`;
  return (await createQuestions(signal).text({message, problem: () => undefined})) === cluster;
}
