import {composeCommand, composeEnvironment, composeText, type ComposeFile} from './compose-file.js';
import type {InputMount, Variable} from './input.js';
import type {MappedText} from './mapped-text.js';
import {itemsOf, textOf, valueAt, type TreeMap, type TreeNode} from './tree.js';

/** A service with what it takes over from others. */
export interface ComposeService {
  readonly image: MappedText | undefined;
  readonly entrypoint: readonly MappedText[] | undefined;
  readonly command: readonly MappedText[] | undefined;
  /** Of `environment:`, without those of files. */
  readonly environment: readonly Variable[];
  readonly envFiles: readonly EnvFile[];
  readonly mounts: readonly InputMount[];
  readonly hasHostNetwork: boolean;
  /** In the container; missing where the image says. */
  readonly workingDirectory?: string;
  /** A part of it stands in another compose file. */
  readonly isPartial: boolean;
}

export interface EnvFile {
  readonly path: string;
  readonly isUnresolved: boolean;
}

/** Services that extend services that extend … */
const MOST_EXTENDED = 20;

/** The maps that make a service, the one it extends first; what stands further down wins. */
function chainOf(services: TreeNode, name: string, depth = 0): {chain: TreeMap[]; isPartial: boolean} {
  const own = valueAt(services, name);
  if (own?.kind !== 'map') return {chain: [], isPartial: true};
  const extended = valueAt(own, 'extends');
  if (extended === undefined) return {chain: [own], isPartial: false};
  const base = textOf(extended) ?? textOf(valueAt(extended, 'service'));
  const isElsewhere = valueAt(extended, 'file') !== undefined;
  if (base === undefined || isElsewhere || depth > MOST_EXTENDED) return {chain: [own], isPartial: true};
  const {chain, isPartial} = chainOf(services, base, depth + 1);
  return {chain: [...chain, own], isPartial};
}

/** The value of a key in the last map that has it. */
function lastOf(chain: readonly TreeMap[], key: string): TreeNode | undefined {
  return chain.map(map => valueAt(map, key)).findLast(node => node !== undefined);
}

/** The last variable of each name, in the order in which the names came. */
function lastOfEach(variables: readonly Variable[]): Variable[] {
  return [...new Map(variables.map(variable => [variable.name, variable])).values()];
}

function envFilesOf(node: TreeNode | undefined, file: ComposeFile): EnvFile[] {
  const items = node?.kind === 'list' ? node.items : node === undefined ? [] : [node];
  return items.flatMap(item => {
    const path = item.kind === 'map' ? valueAt(item, 'path') : item;
    if (path?.kind !== 'scalar' || path.value === null) return [];
    const value = composeText(path, file);
    return [{path: value.text, isUnresolved: value.isUnresolved()}];
  });
}

/** A folder or file of the machine; undefined for a named volume and for what only the machine knows. */
function mountOf(node: TreeNode, file: ComposeFile): InputMount | undefined {
  const textAt = (part: TreeNode | undefined): string | undefined => {
    if (part?.kind !== 'scalar' || part.value === null) return undefined;
    const value = composeText(part, file);
    return value.isUnresolved() ? undefined : value.text;
  };
  const [source, target] =
    node.kind === 'map'
      ? [textAt(valueAt(node, 'source')), textAt(valueAt(node, 'target'))]
      : (textAt(node)?.split(':') ?? []);
  if (source === undefined || target === undefined || !/^[./]/.test(source)) return undefined;
  return {source, target};
}

/** Files of `configs:` and `secrets:`, each under the name that the service gives it. */
function sharedFiles(root: TreeNode, chain: readonly TreeMap[], file: ComposeFile): InputMount[] {
  const kinds = [
    ['configs', '/'],
    ['secrets', '/run/secrets/'],
  ] as const;
  return kinds.flatMap(([kind, folder]) =>
    chain
      .flatMap(map => itemsOf(valueAt(map, kind)))
      .flatMap(item => {
        const name = textOf(item) ?? textOf(valueAt(item, 'source'));
        const source = name === undefined ? undefined : valueAt(root, kind, name, 'file');
        if (name === undefined || source?.kind !== 'scalar') return [];
        const target = textOf(valueAt(item, 'target')) ?? name;
        const value = composeText(source, file);
        if (value.isUnresolved()) return [];
        return [{source: value.text, target: target.startsWith('/') ? target : `${folder}${target}`}];
      }),
  );
}

/** The value of a key, as far as it is known. */
function knownText(chain: readonly TreeMap[], key: string, file: ComposeFile): string | undefined {
  const node = lastOf(chain, key);
  if (node?.kind !== 'scalar' || node.value === null) return undefined;
  const value = composeText(node, file);
  return value.isUnresolved() ? undefined : value.text;
}

/** A service of a compose file; undefined where it is no map of keys. */
export function composeService(root: TreeNode, name: string, file: ComposeFile): ComposeService | undefined {
  const services = valueAt(root, 'services');
  const {chain, isPartial} = services === undefined ? {chain: [], isPartial: false} : chainOf(services, name);
  if (chain.length === 0) return undefined;
  const image = lastOf(chain, 'image');
  const workingDirectory = knownText(chain, 'working_dir', file);
  const mounts = chain.flatMap(map => itemsOf(valueAt(map, 'volumes'))).map(node => mountOf(node, file));
  return {
    image: image?.kind === 'scalar' ? composeText(image, file) : undefined,
    entrypoint: composeCommand(lastOf(chain, 'entrypoint'), file),
    command: composeCommand(lastOf(chain, 'command'), file),
    environment: lastOfEach(chain.flatMap(map => composeEnvironment(valueAt(map, 'environment'), file))),
    envFiles: chain.flatMap(map => envFilesOf(valueAt(map, 'env_file'), file)),
    mounts: [...mounts.filter(mount => mount !== undefined), ...sharedFiles(root, chain, file)],
    hasHostNetwork: knownText(chain, 'network_mode', file) === 'host',
    ...(workingDirectory === undefined ? {} : {workingDirectory}),
    isPartial,
  };
}
