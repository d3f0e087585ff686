import type {SrvPlace} from '../nodes/srv-target.js';
import {srvNames, type SrvKind} from '../proxies/srv-discovery.js';
import {plural} from '../text/plural.js';
import {printable} from '../text/printable.js';
import {judgeHosts, lookupFailed} from './judge-hosts.js';
import {foundLine, judgeService, type RecordDiff, type ServiceVerdict} from './judge-service.js';
import {hostKey, type DnsFacts, type FoundSrv, type SrvAnswer} from './srv-answers.js';
import type {SrvFinding} from './srv-finding.js';
import {isSrv, serviceName, type SrvPlan} from './srv-plan.js';

export interface SrvVerdict {
  /** Nothing but what harms nobody. */
  readonly ok: boolean;
  readonly findings: readonly SrvFinding[];
  readonly diff: RecordDiff;
}

/** What follows for who asks such a service. */
const SEVERITY: Readonly<Record<SrvKind, 'error' | 'warning'>> = {server: 'error', client: 'warning'};
const WHO: Readonly<Record<SrvKind, string>> = {
  server: 'etcd takes both kinds together, and waits for members that nobody starts',
  client: 'gateways and etcdctl take both kinds together',
};

function placeOf({domain, srvName}: SrvPlan): SrvPlace {
  return {domain, name: srvName};
}

const NONE: SrvAnswer = {records: []};

function judgeKind(plan: SrvPlan, kind: SrvKind, facts: DnsFacts): ServiceVerdict {
  const name = serviceName(kind, placeOf(plan), plan.scheme);
  const answer = facts.services.get(name) ?? NONE;
  if ('failure' in answer)
    return {findings: [lookupFailed(name, SEVERITY[kind], answer.failure)], add: [], remove: []};
  const expected = plan.records.filter(isSrv).filter(record => record.name === name);
  const {records: found, isUnknown = false} = answer;
  return judgeService({name, expected, found, isUnknown, facts, severity: SEVERITY[kind]});
}

/** Records of the kind that the cluster does not speak. etcd asks for them always, and first for those with TLS. */
function judgeOtherScheme(plan: SrvPlan, kind: SrvKind, {services}: DnsFacts): ServiceVerdict {
  const scheme = plan.scheme === 'http' ? 'https' : 'http';
  const name = serviceName(kind, placeOf(plan), scheme);
  const answer = services.get(name);
  const none = {findings: [], add: [], remove: []};
  if (answer === undefined) return none;
  // etcd goes on with the other service, whose records are those that count here.
  if ('failure' in answer) return {...none, findings: [lookupFailed(name, 'warning', answer.failure)]};
  if (answer.records.length === 0) return none;
  const speaks = plan.scheme === 'http' ? 'without TLS' : 'with TLS';
  const finding: SrvFinding = {
    rule: 'srv-wrong-scheme',
    severity: SEVERITY[kind],
    name,
    message: `the cluster speaks ${speaks}, and DNS has ${plural(answer.records.length, 'record')} for ${scheme} as well: ${WHO[kind]}`,
    fix: `remove the records of ${name}`,
  };
  return {...none, findings: [finding], remove: answer.records.map(record => foundLine(name, record))};
}

function ttlFindings(plan: SrvPlan, {services, hosts}: DnsFacts): SrvFinding[] {
  const zero = [
    ...[...services]
      .filter(([, answer]) => 'records' in answer && answer.records.some(({ttl}) => ttl === 0))
      .map(([name]) => name),
    ...[...hosts].filter(([, answer]) => 'ttl' in answer && answer.ttl === 0).map(([name]) => name),
  ];
  if (zero.length === 0) return [];
  const more = zero.length > 1 ? ` and ${zero.length - 1} more` : '';
  return [
    {
      rule: 'srv-ttl-zero',
      severity: 'info',
      name: zero[0]!,
      message: `TTL 0 of ${printable(zero[0]!, 100)}${more}: no resolver may keep it, so that every look-up depends on the name server`,
      fix: `a TTL of ${plan.records[0]?.ttl ?? 300} is usual`,
    },
  ];
}

/**
 * What of the records in DNS is not as the cluster needs it, judged as etcd reads them: both services together, targets
 * by their first address, and names that do not resolve left out.
 */
export function judgeSrv(plan: SrvPlan, facts: DnsFacts): SrvVerdict {
  const kinds = ['server', 'client'] as const;
  const verdicts = [
    ...kinds.flatMap(kind => [judgeKind(plan, kind, facts), judgeOtherScheme(plan, kind, facts)]),
    judgeHosts(plan, facts),
  ];
  const findings = [...verdicts.flatMap(verdict => verdict.findings), ...ttlFindings(plan, facts)];
  return {
    ok: findings.every(({severity}) => severity === 'info'),
    findings,
    diff: {
      add: [...new Set(verdicts.flatMap(({add}) => add))],
      remove: [...new Set(verdicts.flatMap(({remove}) => remove))],
    },
  };
}

/** The names of all services that have to be asked for. */
export function servicesOf({domain, srvName}: SrvPlan): string[] {
  return (['server', 'client'] as const).flatMap(kind => Object.values(srvNames(kind, domain, srvName)));
}

/** Zones with hundreds of records are somebody's mistake: what they name beyond this is not looked at. */
const MAX_HOSTS = 40;

/** The hosts whose addresses decide: those of the plan, and those that are in DNS besides. */
export function hostsToAsk(plan: SrvPlan, services: DnsFacts['services']): string[] {
  const found = [...services.values()].flatMap((answer): readonly FoundSrv[] =>
    'records' in answer ? answer.records : [],
  );
  const ours = new Set(plan.records.filter(isSrv).map(({target}) => hostKey(target)));
  const others = new Set(
    found.map(({target}) => hostKey(target)).filter(host => host !== '' && !ours.has(host)),
  );
  return [...ours, ...[...others].slice(0, MAX_HOSTS)];
}
