import {isSrv, TTL_SECONDS, type PlannedRecord, type SrvPlan} from './srv-plan.js';

/** `json` is the result of the command itself. */
export const RECORD_FORMATS = ['zone', 'dnsmasq', 'route53', 'terraform', 'external-dns', 'json'] as const;
export type RecordFormat = (typeof RECORD_FORMATS)[number];

/** What a record says behind its name and type. */
function valueOf(record: PlannedRecord): string {
  if (!isSrv(record)) return record.address;
  const {priority, weight, port, target} = record;
  return `${priority} ${weight} ${port} ${target}.`;
}

/** `_etcd-server._tcp.example.com. 300 IN SRV 0 0 2380 infra0.example.com.`: whole in any zone file. */
export function zoneLine(record: PlannedRecord): string {
  return `${record.name}. ${record.ttl} IN ${record.type} ${valueOf(record)}`;
}

function zone({domain, records, hostsElsewhere}: SrvPlan): string {
  return [
    `; The records of etcd in ${domain}. Names are absolute: add the lines to the zone, or name this file there:`,
    `; $INCLUDE ${domain}.zone`,
    ...hostsElsewhere.map(host => `; the address of ${host} is to be in DNS as well`),
    ...records.map(zoneLine),
  ].join('\n');
}

function dnsmasqLine(record: PlannedRecord): string {
  if (!isSrv(record)) return `host-record=${record.name},${record.address},${record.ttl}`;
  const {name, target, port, priority, weight} = record;
  return `srv-host=${name},${target},${port},${priority},${weight}`;
}

/** The one TTL of all that dnsmasq knows itself is left to its owner: said twice, dnsmasq does not start. */
function dnsmasq({records, hostsElsewhere}: SrvPlan): string {
  return [
    `# SRV records have the TTL 0 where dnsmasq is told none for all that it knows itself: local-ttl=${TTL_SECONDS}`,
    ...hostsElsewhere.map(host => `# the address of ${host} is to be in DNS as well`),
    ...records.map(dnsmasqLine),
  ].join('\n');
}

/** The records of one name and type belong together: who writes one set replaces all of it. */
interface RecordSet {
  readonly name: string;
  readonly type: PlannedRecord['type'];
  readonly ttl: number;
  readonly values: readonly string[];
}

function recordSets({records}: SrvPlan): RecordSet[] {
  const sets = new Map<string, RecordSet>();
  for (const record of records) {
    const {name, type, ttl} = record;
    const key = `${name} ${type}`;
    sets.set(key, {name, type, ttl, values: [...(sets.get(key)?.values ?? []), valueOf(record)]});
  }
  return [...sets.values()];
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

/** As `aws route53 change-resource-record-sets --change-batch file://…` takes it. */
function route53(plan: SrvPlan): string {
  return json({
    Comment: `etcd in ${plan.domain}`,
    Changes: recordSets(plan).map(({name, type, ttl, values}) => ({
      Action: 'UPSERT',
      ResourceRecordSet: {
        Name: `${name}.`,
        Type: type,
        TTL: ttl,
        ResourceRecords: values.map(Value => ({Value})),
      },
    })),
  });
}

/** A `.tf.json` file: a local value for the `for_each` of whichever provider has the zone. */
function terraform(plan: SrvPlan): string {
  const sets = recordSets(plan).map(({name, type, ttl, values}) => [
    `${name} ${type}`,
    {name, type, ttl, records: values},
  ]);
  return json({locals: {etcd_dns_records: Object.fromEntries(sets) as unknown}});
}

/** The resource from which ExternalDNS makes records. Its SRV targets have no dot at their end. */
function externalDns(plan: SrvPlan): string {
  const label = plan.srvName === undefined ? '' : `${plan.srvName}-`;
  return json({
    apiVersion: 'externaldns.k8s.io/v1alpha1',
    kind: 'DNSEndpoint',
    metadata: {name: `etcd-${label}${plan.domain}`.toLowerCase()},
    spec: {
      endpoints: recordSets(plan).map(({name, type, ttl, values}) => ({
        dnsName: name,
        recordType: type,
        recordTTL: ttl,
        targets: values.map(value => value.replace(/\.$/, '')),
      })),
    },
  });
}

const WRITERS: Readonly<Record<RecordFormat, (plan: SrvPlan) => string>> = {
  zone,
  dnsmasq,
  route53,
  terraform,
  'external-dns': externalDns,
  json,
};

/** The records as a text that the tool takes; without a line break at its end. */
export function formatRecords(plan: SrvPlan, format: RecordFormat): string {
  return WRITERS[format](plan);
}
