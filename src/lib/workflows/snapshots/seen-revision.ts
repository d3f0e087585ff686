import {databaseIn} from '../../domain/etcd-data/database-facts.js';
import type {SurvivorChoice} from '../../domain/snapshots/choose-survivor.js';
import type {SpecNode} from '../../domain/spec/schema.js';
import {launchOf} from '../../queries/node-launch.js';
import type {SpecContext} from '../cluster-run.js';

export interface Witnesses {
  /** Members of this machine that do not run. */
  readonly idle: readonly SpecNode[];
  /** The highest revision that those tell that answer. */
  readonly living: number | undefined;
  /** Dead members among which a restore chooses. */
  readonly survivors: SurvivorChoice | undefined;
}

/** The highest revision that any of them shows; nothing where nobody tells. */
export async function seenRevisionOf(
  {adapters, loaded}: SpecContext,
  {idle, living, survivors}: Witnesses,
): Promise<{seenRevision?: number}> {
  const left = idle.map(async node => {
    const {dataDir} = launchOf(loaded.spec, node, loaded);
    return (await adapters.etcdData.database(databaseIn(dataDir)))?.revision;
  });
  const rescued = survivors?.ranked.map(({database: {revision}}) => revision) ?? [];
  const told = [living, ...(await Promise.all(left)), ...rescued].filter(revision => revision !== undefined);
  return told.length === 0 ? {} : {seenRevision: Math.max(...told)};
}
