import {join} from 'node:path';

import type {SpecNode} from '../../domain/spec/schema.js';
import {launchOf} from '../../queries/node-launch.js';
import type {SpecContext} from '../cluster-run.js';

/** What a restore may put elsewhere of a member, as the spec has it: absolute paths without links. */
export async function placesOf(
  {adapters: {files}, loaded}: SpecContext,
  node: SpecNode,
): Promise<readonly string[]> {
  const {dataDir, walDir} = launchOf(loaded.spec, node, loaded);
  const data = await files.canonicalPath(dataDir);
  return [
    data,
    // Of a file system of its own, what is in it.
    join(data, 'member'),
    ...(walDir === undefined ? [] : [await files.canonicalPath(walDir)]),
  ];
}
