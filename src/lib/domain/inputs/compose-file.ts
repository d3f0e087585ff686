import {printable} from '../text/printable.js';
import type {Finding} from '../findings/finding.js';
import type {Variable} from './input.js';
import {type ComposeVariables, interpolate} from './compose-interpolation.js';
import {BAD_INTERPOLATION, BAD_COMMAND, DROPPED_SHELL} from './compose-slips.js';
import {splitComposeWords} from './compose-words.js';
import type {MappedText} from './mapped-text.js';
import {scalarText} from './scalar-text.js';
import {slipOf} from './slip.js';
import {itemsOf, type TreeNode, type TreeScalar} from './tree.js';

/** What the values of a compose file are read with. */
export interface ComposeFile {
  readonly text: MappedText;
  readonly variables: ComposeVariables;
  readonly report: (finding: Finding) => void;
}

/** A value as compose's reader gives it on: YAML 1.2, in which `yes` and `12:30` are texts and `0x10` is a number. */
function writtenAs({value, text, quoted}: TreeScalar): string | undefined {
  if (quoted || typeof value === 'string') return undefined;
  if (/^(?:true|false)$/i.test(text)) return text.toLowerCase();
  return typeof value === 'number' && /^[-+]?(?:0x[\da-f]+|\d*\.\d+|\d+e\d+)$/i.test(text)
    ? String(value)
    : undefined;
}

/** The text of a value with its variables filled in. */
export function composeText(scalar: TreeScalar, {text: file, variables, report}: ComposeFile): MappedText {
  const written = writtenAs(scalar);
  const value = scalarText(written === undefined ? scalar : {...scalar, text: written}, file);
  const interpolated = interpolate(value, variables);
  const {invalidAt} = interpolated;
  if (invalidAt !== undefined) {
    report(
      slipOf(BAD_INTERPOLATION, {
        place: value.placeOf(invalidAt, 1),
        message: `compose takes this "$" for the beginning of a variable and refuses the file: ${printable(value.text)}`,
        fix: 'write $$ for a dollar sign',
      }),
    );
  }
  return interpolated.value;
}

/** More words than fit in there cannot be handed to a program. */
const LONGEST_COMMAND = 1024 * 1024;

/** A command that is one text. */
function splitCommand(scalar: TreeScalar, file: ComposeFile): readonly MappedText[] {
  const value = composeText(scalar, file);
  const isTooLong = value.text.length > LONGEST_COMMAND;
  const {words, cutAt, invalidAt} = isTooLong ? {words: [], invalidAt: 0} : splitComposeWords(value);
  if (invalidAt !== undefined) {
    file.report(
      slipOf(BAD_COMMAND, {
        place: value.placeOf(invalidAt, 1),
        message: isTooLong
          ? 'this command has more than a megabyte, and no program can be started with it'
          : `compose cannot split this command into words and refuses the file: ${printable(value.text.slice(invalidAt))}`,
        fix: isTooLong ? 'use a config file of etcd' : 'write the command as a list, one word to an item',
      }),
    );
  }
  if (cutAt !== undefined) {
    file.report(
      slipOf(DROPPED_SHELL, {
        place: value.placeOf(cutAt),
        message: `no shell reads this command: compose drops ${printable(value.text.slice(cutAt))}`,
        fix: `command: ["sh", "-c", "…"]`,
      }),
    );
  }
  return words;
}

/** `command:` and `entrypoint:` as their words; undefined where there is none. */
export function composeCommand(
  node: TreeNode | undefined,
  file: ComposeFile,
): readonly MappedText[] | undefined {
  if (node === undefined || node.kind === 'map') return undefined;
  if (node.kind === 'scalar') return node.value === null ? undefined : splitCommand(node, file);
  return itemsOf(node).flatMap(item => (item.kind === 'scalar' ? [composeText(item, file)] : []));
}

function variableOf(name: string, value: MappedText): Variable {
  return {
    name,
    value: value.text,
    place: value.placeOf(),
    ...(value.isUnresolved() ? {unresolved: true} : {}),
  };
}

/** A variable without a value is that of whoever runs compose. */
function fromHost(name: string, {place}: TreeNode, {variables}: ComposeFile): Variable {
  const known = variables(name);
  return known === undefined ? {name, value: '', place, unresolved: true} : {...known, name, place};
}

/** `environment:` as a map or as a list. */
export function composeEnvironment(node: TreeNode | undefined, file: ComposeFile): Variable[] {
  if (node?.kind === 'map') {
    return node.entries.flatMap(({key, value}) => {
      if (value.kind !== 'scalar') return [];
      if (value.value === null) return [fromHost(key.text, key, file)];
      return [variableOf(key.text, composeText(value, file))];
    });
  }
  return itemsOf(node).flatMap(item => {
    if (item.kind !== 'scalar' || item.text === '') return [];
    const value = composeText(item, file);
    const equals = value.text.indexOf('=');
    if (equals === -1) return [fromHost(value.text, item, file)];
    return [variableOf(value.text.slice(0, equals), value.slice(equals + 1))];
  });
}
