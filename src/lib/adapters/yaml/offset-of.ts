type YamlModule = typeof import('yaml');

/** Offset of the pair at a path (of its key, so that a finding points to the name), or of the node itself. */
export function offsetOf(
  yaml: YamlModule,
  root: unknown,
  path: readonly (string | number)[],
): number | undefined {
  let node: unknown = root;
  let offset = yaml.isNode(root) ? root.range?.[0] : undefined;
  for (const key of path) {
    if (yaml.isMap(node)) {
      const pair = node.items.find(item => yaml.isScalar(item.key) && String(item.key.value) === String(key));
      if (pair === undefined) return undefined;
      offset = (pair.key as {range?: [number]}).range?.[0];
      node = pair.value;
    } else if (yaml.isSeq(node)) {
      node = node.items[Number(key)];
      if (!yaml.isNode(node)) return undefined;
      offset = node.range?.[0];
    } else {
      return undefined;
    }
  }
  return offset;
}
