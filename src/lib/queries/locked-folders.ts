import type {Adapters} from '../adapters/adapters.js';
import type {LockedFolder} from '../domain/machine/locked-folder.js';

/** The folders in which nothing can be made of those in which nodes are to get something. Read-only. */
export async function lockedFolders(
  {files}: Pick<Adapters, 'files'>,
  wanted: readonly {readonly name: string; readonly folder: string}[],
): Promise<LockedFolder[]> {
  const found = new Map<string, LockedFolder>();
  const problems = await Promise.all(wanted.map(({folder}) => files.writeProblem(folder)));
  for (const [index, problem] of problems.entries()) {
    if (problem === undefined) continue;
    const names = new Set([...(found.get(problem.folder)?.names ?? []), wanted[index]!.name]);
    found.set(problem.folder, {...problem, names: [...names]});
  }
  return [...found.values()];
}
