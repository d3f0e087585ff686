import type {RegistryKey} from '../../domain/discovery/registry.js';
import type {HttpResponse} from '../http/http.js';

interface V2Node {
  readonly key?: unknown;
  readonly value?: unknown;
  readonly dir?: unknown;
  readonly createdIndex?: unknown;
  readonly nodes?: unknown;
}

function objectIn(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    // Who asked sees that it is no answer of etcd.
    return {};
  }
}

/** `100`: etcd has no such key. A 404 of anything else says nothing of the token. */
export function isKeyMissing({status, body}: HttpResponse): boolean {
  return status === 404 && objectIn(body)['errorCode'] === 100;
}

function nodeIn({body}: HttpResponse): V2Node | undefined {
  const {node} = objectIn(body);
  return typeof node === 'object' && node !== null ? node : undefined;
}

/** The value of one key; undefined where that is no answer of etcd. */
export function parseSize(response: HttpResponse): string | undefined {
  const value = nodeIn(response)?.value;
  return response.status < 300 && typeof value === 'string' ? value : undefined;
}

function nameOf(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

/** The names of the folders below a key; undefined where that is no answer of etcd. */
export function parseFolders(response: HttpResponse): string[] | undefined {
  const node = nodeIn(response);
  if (response.status !== 200 || node?.dir !== true) return undefined;
  const nodes = Array.isArray(node.nodes) ? (node.nodes as V2Node[]) : [];
  return nodes.flatMap(({key, dir}) => (dir === true && typeof key === 'string' ? [nameOf(key)] : []));
}

/** The members below a token; undefined where that is no answer of etcd. Hidden keys (`_config`) are not shown by etcd. */
export function parseRegistry(response: HttpResponse): RegistryKey[] | undefined {
  const node = nodeIn(response);
  if (response.status !== 200 || node?.dir !== true) return undefined;
  const nodes = Array.isArray(node.nodes) ? (node.nodes as V2Node[]) : [];
  return nodes
    .filter(({key, value}) => typeof key === 'string' && typeof value === 'string')
    .map(({key, value, createdIndex}) => ({
      id: nameOf(key as string),
      value: value as string,
      index: typeof createdIndex === 'number' ? createdIndex : 0,
    }));
}
