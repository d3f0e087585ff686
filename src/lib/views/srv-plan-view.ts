import {formatRecords, type RecordFormat} from '../domain/srv/record-formats.js';
import {isSrv, type SrvPlan} from '../domain/srv/srv-plan.js';
import {formatTable} from './table.js';
import type {View} from './view.js';

export {RECORD_FORMATS, type RecordFormat} from '../domain/srv/record-formats.js';
export type {SrvPlan} from '../domain/srv/srv-plan.js';

export interface ShownSrvPlan {
  readonly plan: SrvPlan;
  /** Undefined for people. */
  readonly format: RecordFormat | undefined;
}

function table({records}: SrvPlan): string {
  const rows = records.map(record => [
    record.name,
    String(record.ttl),
    record.type,
    ...(isSrv(record)
      ? [String(record.priority), String(record.weight), String(record.port), record.target]
      : ['', '', '', record.address]),
    record.node,
  ]);
  return formatTable(['NAME', 'TTL', 'TYPE', 'PRIORITY', 'WEIGHT', 'PORT', 'VALUE', 'NODE'], rows);
}

/** The records as a table, or in the form of a tool. */
export const srvPlanView: View<ShownSrvPlan> = ({plan, format}) => {
  if (format !== undefined) return formatRecords(plan, format);
  const elsewhere = plan.hostsElsewhere.map(host => `The address of ${host} is to be in DNS as well.`);
  return [
    table(plan),
    '',
    ...elsewhere,
    'Next: put them into DNS (--format zone, dnsmasq, …), then: etcdops srv check',
  ].join('\n');
};
