import type {Adapters} from '../adapters/adapters.js';
import {assemble, type AssembleOptions, type Assembled, type Input} from '../domain/process/assemble.js';
import {ReferredFiles} from './referred-files.js';

/** A unit names an env file, that a config file; a longer chain than this is a loop. */
const MAX_ROUNDS = 8;

export interface AssembledInputs extends Assembled {
  /** Of the inputs and of what they refer to, by the name that findings have for the file. */
  readonly texts: ReadonlyMap<string, string>;
}

/** All processes of the inputs, with what the inputs refer to read as far as it is on this machine. */
export async function assembleInputs(
  adapters: Pick<Adapters, 'cwd' | 'inputFiles' | 'yaml'>,
  inputs: readonly Input[],
  options: AssembleOptions,
): Promise<AssembledInputs> {
  const files = new ReferredFiles(
    adapters,
    await adapters.yaml(),
    inputs.map(({source}) => source),
  );
  for (let round = 1; ; round++) {
    const assembled = assemble(inputs, source => files.contextFor(source), options);
    const isLast = round === MAX_ROUNDS || !(await files.load());
    if (isLast) {
      return {...assembled, findings: [...files.findings, ...assembled.findings], texts: files.texts()};
    }
  }
}
