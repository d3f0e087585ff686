import {confirm, input, password, select} from '@inquirer/prompts';

import {OpsError} from '../errors/ops-error.js';

export interface TextQuestion {
  readonly message: string;
  readonly default?: string | undefined;
  /** What is wrong with an answer, or undefined where nothing is. */
  readonly problem: (answer: string) => string | undefined | Promise<string | undefined>;
}

export interface Choice<T> {
  readonly value: T;
  readonly name: string;
  /** What stands behind the question once it is answered. */
  readonly short: string;
  /** Why it cannot be chosen. */
  readonly disabled?: string;
}

export interface ChoiceQuestion<T> {
  readonly message: string;
  readonly choices: readonly Choice<T>[];
  readonly default?: T | undefined;
}

/** Asks a person; every answer is checked before the next question comes. */
export interface Questions {
  text(question: TextQuestion): Promise<string>;
  choice<T>(question: ChoiceQuestion<T>): Promise<T>;
  yesNo(message: string, usual: boolean): Promise<boolean>;
  /** Nothing of the answer is shown. */
  secret(message: string): Promise<string>;
  /** A secret that nobody has yet: typed twice, since nothing of it is shown. */
  newSecret(message: string): Promise<string>;
}

interface PromptContext {
  readonly output: NodeJS.WriteStream;
  readonly signal: AbortSignal;
}

const ENDS_OF_A_PROMPT: ReadonlySet<string> = new Set(['ExitPromptError', 'AbortPromptError']);

function toInterruption(error: unknown, signal: AbortSignal): unknown {
  if (!(error instanceof Error) || !ENDS_OF_A_PROMPT.has(error.name)) return error;
  const reason: unknown = signal.reason;
  if (reason instanceof OpsError && reason.code !== 'E_INTERRUPTED') return reason;
  return new OpsError('E_INTERRUPTED', 'stopped at a question; nothing was written', {cause: error});
}

/**
 * Fires when a person ends the input with Ctrl-D: readline then closes it, and inquirer would wait for ever. Back from
 * Ctrl-Z readline leaves it paused too, and only has to be woken.
 */
function watchInput(): {signal: AbortSignal; stop: () => void} {
  const {stdin} = process;
  const ended = new AbortController();
  const onContinue = (): void => void setImmediate(() => stdin.resume());
  const onPause = (): void => void setImmediate(() => (stdin.isPaused() ? ended.abort() : undefined));
  process.on('SIGCONT', onContinue);
  stdin.on('pause', onPause);
  return {
    signal: ended.signal,
    stop() {
      process.off('SIGCONT', onContinue);
      stdin.off('pause', onPause);
    },
  };
}

/** One question on stderr, since stdout carries the result alone. Ctrl-C and Ctrl-D throw E_INTERRUPTED. */
async function ask<T>(signal: AbortSignal, prompt: (context: PromptContext) => Promise<T>): Promise<T> {
  const watched = watchInput();
  try {
    return await prompt({output: process.stderr, signal: AbortSignal.any([signal, watched.signal])});
  } catch (error) {
    throw toInterruption(error, signal);
  } finally {
    watched.stop();
  }
}

async function askNewSecret(message: string, signal: AbortSignal): Promise<string> {
  const validate = (answer: string): true | string => answer !== '' || 'it is empty';
  let question = message;
  for (;;) {
    const first = await ask(signal, context => password({message: question, validate}, context));
    const second = await ask(signal, context => password({message: 'The same again:'}, context));
    if (second === first) return first;
    question = `The two differ. ${message}`;
  }
}

/** @param signal ends a question that nobody answers */
export function createQuestions(signal: AbortSignal): Questions {
  return {
    async text({message, default: usual, problem}) {
      const validate = async (answer: string): Promise<true | string> =>
        (await problem(answer.trim())) ?? true;
      const config = {message, validate, ...(usual === undefined ? {} : {default: usual})};
      return (await ask(signal, context => input(config, context))).trim();
    },
    choice({message, choices, default: usual}) {
      const shown = choices.map(({disabled, ...choice}) => ({
        ...choice,
        disabled: disabled === undefined ? false : `(${disabled})`,
      }));
      return ask(signal, context => select({message, choices: shown, default: usual}, context));
    },
    secret: message => ask(signal, context => password({message}, context)),
    newSecret: message => askNewSecret(message, signal),
    yesNo: (message, usual) => ask(signal, context => confirm({message, default: usual}, context)),
  };
}
