import {manifestPathOf} from './manifest.js';

/** `2026-11-26T09:56:33.000Z` → `20261126T095633Z` */
export function timeStamp(time: Date): string {
  return time.toISOString().replace(/[-:]|\.\d+/g, '');
}

/** `demo-r42-20261126T095633Z.db`: of which cluster, how far, when; sorts by revision and time within a cluster. */
export function snapshotFileName(cluster: string, revision: number, savedAt: Date): string {
  return `${cluster}-r${revision}-${timeStamp(savedAt)}.db`;
}

/** The name of a snapshot, then that with a number, without end: `….db`, `…-2.db`, `…-3.db`. */
export function* numberedNames(name: string): Generator<string, never> {
  yield name;
  for (let number = 2; ; number++) yield name.replace(/(?:\.db)?$/, `-${number}$&`);
}

/** The name, or where a save of the same second has it, that with a number: `…-2.db`. */
export function unusedName(name: string, taken: readonly string[]): string {
  const names = numberedNames(name);
  let {value} = names.next();
  while (taken.includes(value) || taken.includes(manifestPathOf(value))) ({value} = names.next());
  return value;
}

/** The name while it is written. One for each folder of a spec: what a killed save left is what the next one begins with. */
export function partName(folderKey: string): string {
  return `.etcdops-${folderKey}.db.part`;
}

/** Among the names of a folder, those under which somebody else writes a snapshot, or did when they were killed. */
export function partsOfOthers(names: readonly string[], folderKey: string): string[] {
  return names.filter(name => /^\.etcdops-[\da-f]+\.db\.part$/.test(name) && name !== partName(folderKey));
}

/** The trash where it is in the folder of the snapshots: as that of `partName`, one for each folder of a spec. */
export function trashName(folderKey: string): string {
  return `.trash-${folderKey}`;
}

const BEFORE_UNDO = 'before-undo-';

/** What `snapshot undo` saves before it brings back what was: `before-undo-<run>.db`. */
export function beforeUndoName(runId: string): string {
  return `${BEFORE_UNDO}${runId}.db`;
}

/** What `member replace` saves before it takes a member out: `before-replace-<run>.db`. */
export function beforeReplaceName(runId: string): string {
  return `before-replace-${runId}.db`;
}

/** Whether a snapshot is of what an undo took back. */
export function isLeftByUndo(fileName: string): boolean {
  return fileName.startsWith(BEFORE_UNDO);
}
