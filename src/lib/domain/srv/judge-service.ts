import {printable} from '../text/printable.js';
import {zoneLine} from './record-formats.js';
import {hostKey, type DnsFacts, type FoundSrv} from './srv-answers.js';
import type {SrvFinding} from './srv-finding.js';
import type {PlannedSrv} from './srv-plan.js';

/** A service of the plan with what DNS has of it. */
export interface ServiceCase {
  readonly name: string;
  readonly expected: readonly PlannedSrv[];
  readonly found: readonly FoundSrv[];
  /** There is not even the name. */
  readonly isUnknown: boolean;
  readonly facts: Pick<DnsFacts, 'hosts'>;
  /** What etcd needs for its first start is an error, what only clients use a warning. */
  readonly severity: 'error' | 'warning';
}

/** The lines that bring DNS to what the plan says. */
export interface RecordDiff {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

export interface ServiceVerdict extends RecordDiff {
  readonly findings: readonly SrvFinding[];
}

/** A record that is not as planned, with the planned one that it was meant to be where that can be told. */
interface Slip {
  readonly found: FoundSrv;
  readonly meant?: PlannedSrv;
}

function isSame(found: FoundSrv, {port, target}: PlannedSrv): boolean {
  return found.port === port && hostKey(found.target) === hostKey(target);
}

export function foundLine(name: string, {ttl, priority, weight, port, target}: FoundSrv): string {
  const host = target === '' ? '.' : `${printable(target, 253)}.`;
  return `${name}. ${ttl} IN SRV ${priority} ${weight} ${port} ${host}`;
}

/** What stands in place of the port is no matter: priority and weight are anybody's choice. */
function isSwapped({port, priority, weight}: FoundSrv, planned: PlannedSrv): boolean {
  return port !== planned.port && (priority === planned.port || weight === planned.port);
}

/** Whether etcd would take the record for the member: it compares the first address of the target, and the port. */
function leadsTo(found: FoundSrv, planned: PlannedSrv, {hosts}: ServiceCase['facts']): boolean {
  const first = (host: string): string | undefined => {
    const answer = hosts.get(hostKey(host));
    return answer !== undefined && 'addresses' in answer ? answer.addresses[0] : undefined;
  };
  const address = first(planned.target);
  return found.port === planned.port && address !== undefined && first(found.target) === address;
}

function meantBy(found: FoundSrv, missing: readonly PlannedSrv[], facts: ServiceCase['facts']): Slip {
  const meant =
    missing.find(planned => leadsTo(found, planned, facts)) ??
    missing.find(planned => hostKey(found.target) === hostKey(planned.target));
  return meant === undefined ? {found} : {found, meant};
}

type Words = Pick<SrvFinding, 'rule' | 'message'>;

function sayNull({found: {target, port}}: Slip): Words | undefined {
  if (target !== '' && port !== 0) return undefined;
  const what = target === '' ? 'names the host ".", which means "no such service"' : 'names port 0';
  return {rule: 'srv-null-target', message: `a record ${what}`};
}

function saySwapped({found, meant}: Slip): Words | undefined {
  if (meant === undefined || !isSwapped(found, meant)) return undefined;
  const where = found.priority === meant.port ? 'priority' : 'weight';
  const message = `the record of ${meant.node} has port ${found.port} and ${where} ${meant.port}: port and ${where} are swapped`;
  return {rule: 'srv-swapped', message};
}

function sayPort({found, meant}: Slip): Words | undefined {
  if (meant === undefined || found.port === meant.port) return undefined;
  const message = `the record of ${meant.node} names port ${found.port}; ${meant.node} is on ${meant.port}`;
  return {rule: 'srv-port', message};
}

function sayOtherName({found, meant}: Slip): Words | undefined {
  if (meant === undefined) return undefined;
  const message = `the record of ${meant.node} names ${printable(found.target, 100)}, which leads to it, but the spec knows it as ${meant.target}: etcd would give it another peer URL and another id`;
  return {rule: 'srv-other-name', message};
}

function sayExtra({found: {target, port}}: Slip, severity: ServiceCase['severity']): Words {
  const who = severity === 'error' ? 'the members would wait for it' : 'clients would go there';
  const message = `${printable(target, 100)}:${port} is no member of the spec: ${who}`;
  return {rule: 'srv-extra', message};
}

/** etcd leaves out what has no address, so that such a record harms nobody until it gets one. */
function sayLeftOut({found}: Slip): Words {
  const message = `${printable(found.target, 100)}:${found.port} is no member of the spec and has no address: etcd leaves it out until it has one`;
  return {rule: 'srv-extra', message};
}

function isLeftOut({found, meant}: Slip, {hosts}: ServiceCase['facts']): boolean {
  if (meant !== undefined) return false;
  const answer = hosts.get(hostKey(found.target));
  return (
    found.target === '' || (answer !== undefined && 'addresses' in answer && answer.addresses.length === 0)
  );
}

// Who swaps numbers often gets port 0, since priority and weight mostly are.
const SAYINGS = [saySwapped, sayNull, sayPort, sayOtherName];

function slipFinding({name, severity, facts}: ServiceCase, slip: Slip): SrvFinding {
  const leftOut = isLeftOut(slip, facts);
  const words =
    SAYINGS.reduce<Words | undefined>((said, say) => said ?? say(slip), undefined) ??
    (leftOut ? sayLeftOut(slip) : sayExtra(slip, severity));
  const fix = `remove ${foundLine(name, slip.found)}`;
  return {...words, severity: leftOut ? 'warning' : severity, name, fix};
}

function emptyFinding({name, severity, isUnknown}: ServiceCase): SrvFinding {
  const what = isUnknown ? 'DNS has no such name (NXDOMAIN)' : 'DNS has no SRV record of that name';
  const who = severity === 'error' ? 'etcd would find no member' : 'clients would find no member';
  const fix = 'etcdops srv plan --format zone shows the records';
  return {rule: 'srv-missing', severity, name, message: `${what}: ${who}`, fix};
}

function missingFindings(service: ServiceCase, missing: readonly PlannedSrv[]): SrvFinding[] {
  if (service.found.length === 0 && missing.length > 0) return [emptyFinding(service)];
  return missing.map(planned => missingFinding(service, planned));
}

function missingFinding({name, severity}: ServiceCase, planned: PlannedSrv): SrvFinding {
  const who = severity === 'error' ? 'etcd would not know of it' : 'clients would not find it';
  const message = `${planned.node} has no record: ${who}`;
  return {rule: 'srv-missing', severity, name, message, fix: `add ${zoneLine(planned)}`};
}

function duplicateFindings({name, expected, found, severity}: ServiceCase): SrvFinding[] {
  return expected
    .filter(planned => found.filter(record => isSame(record, planned)).length > 1)
    .map(({node}) => {
      const message = `${node} has more than one record, each of which etcd takes for a member`;
      return {rule: 'srv-duplicate', severity, name, message, fix: 'leave one of them'};
    });
}

function spellingFindings({name, expected, found}: ServiceCase): SrvFinding[] {
  return found.flatMap(record => {
    const planned = expected.find(one => isSame(record, one));
    if (planned === undefined || planned.target === record.target) return [];
    const target = printable(record.target, 100);
    const message = `the record of ${planned.node} spells its host ${target}, and etcd takes that into the peer URL; the spec says ${planned.target}`;
    return [{rule: 'srv-spelling', severity: 'warning', name, message, fix: `spell it ${planned.target}`}];
  });
}

/** Of the records of a member one stays, which is spelt as planned. */
function diffFor({name, found}: ServiceCase, planned: PlannedSrv): RecordDiff {
  const same = found.filter(record => isSame(record, planned));
  const kept = same.find(({target}) => target === planned.target);
  return {
    add: kept === undefined ? [zoneLine(planned)] : [],
    remove: same.filter(record => record !== kept).map(record => foundLine(name, record)),
  };
}

/** Compares the records of one service with those that it should have. */
export function judgeService(service: ServiceCase): ServiceVerdict {
  const {name, expected, found, facts} = service;
  const missing = expected.filter(planned => !found.some(record => isSame(record, planned)));
  const strangers = found.filter(record => !expected.some(planned => isSame(record, planned)));
  const slips = strangers.map(record => meantBy(record, missing, facts));
  const meant = new Set(slips.map(slip => slip.meant));
  const diffs = expected.map(planned => diffFor(service, planned));
  return {
    findings: [
      ...slips.map(slip => slipFinding(service, slip)),
      ...missingFindings(
        service,
        missing.filter(planned => !meant.has(planned)),
      ),
      ...duplicateFindings(service),
      ...spellingFindings(service),
    ],
    add: diffs.flatMap(({add}) => add),
    remove: [...strangers.map(record => foundLine(name, record)), ...diffs.flatMap(({remove}) => remove)],
  };
}
