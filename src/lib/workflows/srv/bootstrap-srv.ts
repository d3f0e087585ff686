import {zoneFileOf} from '../../domain/artifacts/zone-file.js';
import type {SrvPlace} from '../../domain/nodes/srv-target.js';
import {bootstrapStatic, type BootstrapInput, type BootstrapResult} from '../bootstrap-static.js';
import type {ClusterContext} from '../cluster-run.js';
import {assertRecordsStand, awaitRecords} from './records-stand.js';

export interface SrvBootstrapInput extends Omit<BootstrapInput, 'method' | 'startChecks'> {
  readonly place: SrvPlace;
  /** How long to wait for the records, which somebody puts into DNS meanwhile. */
  readonly waitMs?: number | undefined;
}

/**
 * A cluster whose members find each other by SRV records. A start is refused while these are wrong: before anything is
 * written, or, where it may be waited for them, once the file with the records stands.
 */
export async function bootstrapSrv(
  adapters: ClusterContext['adapters'],
  {place: {domain, name}, waitMs, ...input}: SrvBootstrapInput,
): Promise<BootstrapResult> {
  const hints = [
    `without --start the files are written, and ${zoneFileOf(domain)} has the records to put into DNS`,
    'or write them, and wait for DNS: --wait-dns 5m',
  ];
  return bootstrapStatic(adapters, {
    ...input,
    method: () => Promise.resolve({method: 'srv', domain, ...(name === undefined ? {} : {name})}),
    startChecks: {
      assertStartable: async context => {
        if (waitMs === undefined) await assertRecordsStand(context, hints);
      },
      awaitStartable: async context => {
        if (waitMs === undefined) return;
        adapters.progress.note(`The records to put into DNS are in ${zoneFileOf(domain)}`);
        await awaitRecords(context, waitMs);
      },
    },
  });
}
