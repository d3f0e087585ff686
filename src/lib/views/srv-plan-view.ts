import {formatRecords, type RecordFormat} from '../domain/srv/record-formats.js';
import {isSrv, type PlannedRecord, type SrvPlan} from '../domain/srv/srv-plan.js';
import {formatTable} from './table.js';
import type {View, ViewOptions} from './view.js';

export {RECORD_FORMATS, type RecordFormat} from '../domain/srv/record-formats.js';
export type {SrvPlan} from '../domain/srv/srv-plan.js';

export interface ShownSrvPlan {
  readonly plan: SrvPlan;
  /** Undefined for people. */
  readonly format: RecordFormat | undefined;
}

function valueOf(record: PlannedRecord): string {
  if (!isSrv(record)) return record.address;
  const {priority, weight, port, target} = record;
  return `${priority} ${weight} ${port} ${target}`;
}

function table({records}: SrvPlan): string {
  const rows = records.map(record => [
    record.name,
    String(record.ttl),
    record.type,
    valueOf(record),
    record.node,
  ]);
  return formatTable(['NAME', 'TTL', 'TYPE', 'VALUE', 'NODE'], rows);
}

/** Each name once, for domains that leave no room for a table. */
function grouped({records}: SrvPlan): string {
  const heads = records.map(({name, ttl, type}) => `${name} ${ttl} ${type}`);
  return [...new Set(heads)]
    .flatMap(head => [
      head,
      ...records
        .filter((_, index) => heads[index] === head)
        .map(record => `  ${valueOf(record)}  (${record.node})`),
    ])
    .join('\n');
}

function fits(text: string, {width}: ViewOptions): boolean {
  return text.split('\n').every(line => line.length <= width);
}

/** The records as a table, or in the form of a tool. */
export const srvPlanView: View<ShownSrvPlan> = ({plan, format}, options) => {
  if (format !== undefined) return formatRecords(plan, format);
  const elsewhere = plan.hostsElsewhere.map(host => `The address of ${host} is to be in DNS as well.`);
  const wide = table(plan);
  return [
    fits(wide, options) ? wide : grouped(plan),
    '',
    'SRV records say priority, weight, port and host.',
    ...elsewhere,
    'Next: put them into DNS (--format zone, dnsmasq, …), then: etcdops srv check',
  ].join('\n');
};
