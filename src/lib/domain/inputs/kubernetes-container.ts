import {posix} from 'node:path';

import type {Finding} from '../findings/finding.js';
import {printable} from '../text/printable.js';
import type {InputMount, Variable} from './input.js';
import {NOT_TEXT, UNSET_REFERENCE} from './kubernetes-slips.js';
import {fillReferences, type ContainerVariables, type Filled} from './kubernetes-variables.js';
import {isReadByShell} from './mapped-command.js';
import {type MappedText, MappedTextBuilder} from './mapped-text.js';
import {scalarText} from './scalar-text.js';
import {slipOf} from './slip.js';
import {itemsOf, textOf, valueAt, type TreeNode, type TreeScalar} from './tree.js';

/** What the parts of a manifest are read with. */
export interface ManifestFile {
  readonly text: MappedText;
  readonly report: (finding: Finding) => void;
}

/** A text of the manifest; says so where Kubernetes gets none. */
function manifestText(scalar: TreeScalar, {text: file, report}: ManifestFile): MappedText {
  const {value, text, place} = scalar;
  // `12:30` is a number to YAML 1.1 alone.
  const isText = typeof value === 'string' || value === null || text.includes(':');
  if (!isText) {
    report(
      slipOf(NOT_TEXT, {
        place,
        message: `YAML takes ${printable(text)} for a ${typeof value}, and Kubernetes wants a text`,
        fix: `"${printable(text)}"`,
      }),
    );
  }
  return scalarText(scalar, file);
}

function reportUnset({unset}: Filled, {report}: ManifestFile): void {
  for (const {name, place} of unset) {
    report(
      slipOf(UNSET_REFERENCE, {
        place,
        message: `the container has no variable ${printable(name)}: etcd gets "$(${printable(name)})" as it stands`,
        fix: `add ${printable(name)} to env`,
      }),
    );
  }
}

/** `env:` of a container; a variable may name those above it. */
export function containerVariables(container: TreeNode, file: ManifestFile): ContainerVariables {
  const byName = new Map<string, Variable>();
  const isOpen = itemsOf(valueAt(container, 'envFrom')).length > 0;
  for (const item of itemsOf(valueAt(container, 'env'))) {
    const name = textOf(valueAt(item, 'name'));
    if (name === undefined) continue;
    const value = valueAt(item, 'value');
    if (valueAt(item, 'valueFrom') !== undefined) {
      byName.set(name, {name, value: '', place: item.place, unresolved: true});
    } else if (value?.kind === 'scalar') {
      const filled = fillReferences(manifestText(value, file), {byName, isOpen});
      reportUnset(filled, file);
      const {value: text, unset} = filled;
      const isUnresolved = text.isUnresolved() || unset.length > 0;
      byName.set(name, {
        name,
        value: text.text,
        place: text.placeOf(),
        ...(isUnresolved ? {unresolved: true} : {}),
      });
    }
  }
  return {byName, isOpen};
}

/** A word in which what nobody sets is taken for unknown: it has been said, and once is enough. */
function withUnset({value, unset}: Filled): MappedText {
  const built = new MappedTextBuilder(value.lines);
  let done = 0;
  for (const {start, end} of unset) {
    built.copy(value, done, start).copyUnresolved(value, start, end);
    done = end;
  }
  return built.copy(value, done, value.text.length).build();
}

/** `command:` and `args:` of a container; undefined where one is not given. */
export function containerWords(
  container: TreeNode,
  variables: ContainerVariables,
  file: ManifestFile,
): Record<'command' | 'args', MappedText[] | undefined> {
  const read = (key: string): Filled[] | undefined => {
    const node = valueAt(container, key);
    if (node?.kind !== 'list' || node.items.length === 0) return undefined;
    return node.items.flatMap(item =>
      item.kind === 'scalar' ? [fillReferences(manifestText(item, file), variables)] : [],
    );
  };
  const [command, args] = [read('command'), read('args')];
  const all = [...(command ?? []), ...(args ?? [])];
  const hasShell = isReadByShell(all.map(({value}) => value));
  // To a shell `$(hostname)` is a command, and it comes after Kubernetes.
  if (!hasShell) for (const filled of all) reportUnset(filled, file);
  const wordOf = hasShell ? ({value}: Filled): MappedText => value : withUnset;
  return {command: command?.map(wordOf), args: args?.map(wordOf)};
}

/** Folders and files of the machine that the container sees. */
export function hostMounts(spec: TreeNode, container: TreeNode): InputMount[] {
  const paths = new Map(
    itemsOf(valueAt(spec, 'volumes')).map(volume => [
      textOf(valueAt(volume, 'name')),
      textOf(valueAt(volume, 'hostPath', 'path')),
    ]),
  );
  return itemsOf(valueAt(container, 'volumeMounts')).flatMap(mount => {
    const source = paths.get(textOf(valueAt(mount, 'name')));
    const target = textOf(valueAt(mount, 'mountPath'));
    if (source === undefined || target === undefined) return [];
    return [{source: posix.join(source, textOf(valueAt(mount, 'subPath')) ?? ''), target}];
  });
}
