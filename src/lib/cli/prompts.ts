import {OpsError} from '../errors/ops-error.js';

function assertTerminal(flag: string): void {
  if (process.stdin.isTTY === true && process.stderr.isTTY === true) return;
  throw new OpsError('E_NEEDS_INPUT', `this asks before it acts, and there is no terminal to ask on`, {
    hints: [`add ${flag} to the command`],
  });
}

/** Questions go to stderr: stdout carries the result alone. */
const TO_STDERR = {output: process.stderr};

/** Asks yes or no; without a terminal it fails and names the flag that answers. */
export async function confirm(question: string): Promise<boolean> {
  assertTerminal('--yes');
  const prompts = await import('@inquirer/prompts');
  return prompts.confirm({message: question, default: false}, TO_STDERR);
}

/** For what cannot be undone: the name of the cluster has to be typed. */
export async function typeToConfirm(question: string, cluster: string): Promise<boolean> {
  assertTerminal(`--confirm ${cluster}`);
  const prompts = await import('@inquirer/prompts');
  return (await prompts.input({message: `${question} Type ${cluster} to go on:`}, TO_STDERR)) === cluster;
}
