import type {Launch, Variable, Word} from '../../src/lib/domain/inputs/input.js';

/** Words of one line of `run.sh` as they reach a program; one with `$` is what only the machine knows. */
export function wordsOf(words: readonly string[], line = 1): Word[] {
  let column = 1;
  return words.map(text => {
    const place = {file: 'run.sh', line, column, length: text.length};
    column += text.length + 1;
    return text.includes('$') ? {text, place, unresolved: true} : {text, place};
  });
}

/** Variables as an env file has them, one on a line; one with `$` is what only the machine knows. */
export function variablesOf(variables: readonly (readonly [string, string])[]): Variable[] {
  return variables.map(([name, value], index) => {
    const place = {file: 'etcd.env', line: index + 1, column: name.length + 2, length: value.length};
    return value.includes('$') ? {name, value, place, unresolved: true} : {name, value, place};
  });
}

/** A start of a program as a script describes it. */
export function launchOf(
  argv: readonly string[],
  variables: readonly (readonly [string, string])[] = [],
): Launch {
  return {
    label: 'run',
    input: 'shell',
    place: {file: 'run.sh', line: 1},
    argv: wordsOf(argv),
    environment: variablesOf(variables),
  };
}
