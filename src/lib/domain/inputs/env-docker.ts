import type {Finding} from '../findings/finding.js';
import {printable} from '../text/printable.js';
import {assignmentLine, type EnvFile} from './env-file.js';
import {ENV_DOLLAR, ENV_EXPORT, ENV_NO_ASSIGNMENT, ENV_QUOTES, ENV_TRAILING_COMMENT} from './env-slips.js';
import type {Variable} from './input.js';
import {LineIndex, type Place, type SourceText} from './place.js';
import {slipOf} from './slip.js';

interface EnvLine {
  readonly text: string;
  readonly placeOf: (start: number, end: number) => Place;
}

/** Lines without those that are empty or comments. */
function linesOf(source: SourceText): EnvLine[] {
  const index = new LineIndex(source);
  const lines: EnvLine[] = [];
  for (let start = 0; start < source.text.length;) {
    const found = source.text.indexOf('\n', start);
    const end = found === -1 ? source.text.length : found;
    const text = source.text.slice(start, end).replace(/\r$/, '');
    const offset = start;
    if (!/^[ \t]*(?:#|$)/.test(text))
      lines.push({text, placeOf: (from, to) => index.placeOf(offset + from, to - from)});
    start = end + 1;
  }
  return lines;
}

/** Name and value of a line, and where both begin. */
interface Split {
  readonly name: string;
  readonly nameStart: number;
  /** Undefined without `=`. */
  readonly value?: string;
  readonly valueStart: number;
}

function split(text: string): Split {
  const nameStart = text.search(/[^ \t]/);
  const equals = text.indexOf('=');
  if (equals === -1) return {name: text.trim(), nameStart, valueStart: text.length};
  return {
    name: text.slice(nameStart, equals),
    nameStart,
    value: text.slice(equals + 1),
    valueStart: equals + 1,
  };
}

function valuePlace({text, placeOf}: EnvLine, {nameStart, valueStart}: Split): Place {
  const end = Math.max(text.trimEnd().length, valueStart);
  return end > valueStart ? placeOf(valueStart, end) : placeOf(nameStart, end);
}

/** docker takes what is behind `=` to the last blank, quotes and remarks with it. */
function dockerFindings({name, value}: Variable, place: Place): Finding[] {
  const shown = printable(value, 60);
  const quoted = /^(["'])(.*)\1\s*$/.exec(value);
  if (quoted !== null) {
    const message = `docker keeps the quotes: etcd gets ${printable(value, 60)}, quotes and all`;
    return [slipOf(ENV_QUOTES, {place, message, fix: printable(`${name}=${quoted[2]!}`)})];
  }
  if (/[ \t]#/.test(value)) {
    const fix = `${assignmentLine(name, value.replace(/[ \t]*#.*$/, ''))}, with the remark on a line of its own`;
    return [
      slipOf(ENV_TRAILING_COMMENT, {
        place,
        message: `the remark becomes part of the value: etcd gets "${shown}"`,
        fix,
      }),
    ];
  }
  const reference = /\$(?:[A-Za-z_]\w*|\{\w+\})/.exec(value)?.[0];
  if (reference === undefined) return [];
  const message = `docker expands no variables here: etcd gets ${printable(name)} as "${shown}"`;
  return [
    slipOf(ENV_DOLLAR, {place, message, fix: `write the value in place of ${printable(reference, 60)}`}),
  ];
}

/**
 * A file as `docker run --env-file` reads it: one variable a line, and everything behind `=` is its value.
 * @see https://github.com/docker/cli/blob/master/pkg/kvfile/kvfile.go
 */
export function readAsDocker(source: SourceText): EnvFile {
  const variables: Variable[] = [];
  const findings: Finding[] = [];
  for (const line of linesOf(source)) {
    const parts = split(line.text);
    const {name, nameStart, value} = parts;
    const place = valuePlace(line, parts);
    if (name === '' || /[ \t]/.test(name)) {
      findings.push(badName(name, value ?? '', line.placeOf(nameStart, nameStart + name.length)));
    } else if (value === undefined) {
      // The docker client has it in its own environment, or it is not set.
      variables.push({name, value: `$${name}`, place, unresolved: true});
    } else {
      const variable = {name, value, place};
      variables.push(variable);
      findings.push(...dockerFindings(variable, place));
    }
  }
  return {variables, findings};
}

function badName(name: string, value: string, place: Place): Finding {
  const exported = /^export[ \t]+(\w+)$/.exec(name)?.[1];
  if (exported === undefined) {
    const message = `docker refuses the file: "${printable(name, 60)}" is no name of a variable`;
    return slipOf(ENV_NO_ASSIGNMENT, {
      place,
      message,
      fix: assignmentLine(name.trim().replace(/\s+/g, '_'), value),
    });
  }
  const message = 'docker refuses the file: a line may not begin with export';
  return slipOf(ENV_EXPORT, {place, message, fix: assignmentLine(exported, value)});
}
