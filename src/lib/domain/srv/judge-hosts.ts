import {canonicalIp} from '../pki/san.js';
import {printable} from '../text/printable.js';
import {zoneLine} from './record-formats.js';
import type {RecordDiff} from './judge-service.js';
import {hostKey, type DnsFacts, type HostAnswer} from './srv-answers.js';
import type {SrvFinding} from './srv-finding.js';
import {isSrv, type PlannedAddress, type SrvPlan} from './srv-plan.js';

interface HostCase {
  readonly host: string;
  /** Whose host it is. */
  readonly node: string;
  readonly planned?: PlannedAddress | undefined;
  readonly answer: Exclude<HostAnswer, {failure: string}>;
}

type HostRule = (host: HostCase) => SrvFinding | undefined;

const unknown: HostRule = ({host, node, planned, answer}) =>
  answer.addresses.length > 0
    ? undefined
    : {
        rule: 'srv-target-unknown',
        severity: 'error',
        name: host,
        message: `${host}, the host of ${node}, has no address: etcd drops its record without a word`,
        fix: planned === undefined ? `give ${host} an address` : `add ${zoneLine(planned)}`,
      };

const wrongAddress: HostRule = ({host, node, planned, answer: {addresses}}) => {
  const [first] = addresses;
  if (first === undefined || planned === undefined) return undefined;
  const isRight = (address: string): boolean => canonicalIp(address) === canonicalIp(planned.address);
  if (addresses.every(isRight)) return undefined;
  const others = addresses.filter(address => !isRight(address)).map(address => printable(address, 50));
  const leads = `${host}, the host of ${node}, leads to ${others.join(', ')}`;
  return isRight(first)
    ? {
        rule: 'srv-target-address',
        severity: 'warning',
        name: host,
        message: `${leads} besides ${planned.address}: etcd looks at the first address alone, and name servers change the order`,
        fix: `leave ${zoneLine(planned)} alone`,
      }
    : {
        rule: 'srv-target-address',
        severity: 'error',
        name: host,
        message: `${leads}; ${node} is on ${planned.address}`,
        fix: `write ${zoneLine(planned)}`,
      };
};

const alias: HostRule = ({host, node, answer}) =>
  answer.alias === undefined
    ? undefined
    : {
        rule: 'srv-target-alias',
        severity: 'warning',
        name: host,
        message: `${host}, the host of ${node}, is an alias (CNAME) of ${printable(answer.alias, 100)}: etcd follows it, but SRV records may not name aliases (RFC 2782), and some resolvers refuse them`,
        fix: 'give it an A or AAAA record',
      };

const RULES: readonly HostRule[] = [unknown, wrongAddress, alias];

export function lookupFailed(name: string, severity: SrvFinding['severity'], failure: string): SrvFinding {
  return {
    rule: 'srv-lookup-failed',
    severity,
    name,
    message: `the name server has no answer for ${name}: ${printable(failure, 100)}`,
    fix: 'see the log of the name server',
  };
}

/** What stands in DNS under the name although the plan says otherwise. */
function diffOf({planned, answer}: HostCase): RecordDiff {
  if (planned === undefined) return {add: [], remove: []};
  const has = answer.addresses.some(address => canonicalIp(address) === canonicalIp(planned.address));
  const wrong = answer.addresses.filter(address => canonicalIp(address) !== canonicalIp(planned.address));
  return {
    add: has ? [] : [zoneLine(planned)],
    remove:
      answer.alias === undefined
        ? wrong.map(address =>
            zoneLine({
              ...planned,
              type: address.includes(':') ? 'AAAA' : 'A',
              address: printable(address, 50),
            }),
          )
        : [`${planned.name}. ${answer.ttl ?? planned.ttl} IN CNAME ${printable(answer.alias, 253)}.`],
  };
}

/** Judges where the hosts lead that the plan names. */
export function judgeHosts(
  plan: SrvPlan,
  {hosts}: Pick<DnsFacts, 'hosts'>,
): RecordDiff & {findings: SrvFinding[]} {
  const addresses = plan.records.filter((record): record is PlannedAddress => !isSrv(record));
  const named = new Map(
    plan.records.filter(isSrv).map(({target, node}) => [hostKey(target), {target, node}]),
  );
  const verdicts = [...named].flatMap(([key, {target, node}]) => {
    const answer = hosts.get(key);
    if (answer === undefined) return [];
    if ('failure' in answer)
      return [{findings: [lookupFailed(target, 'error', answer.failure)], add: [], remove: []}];
    const planned = addresses.find(({name}) => hostKey(name) === key);
    const host = {host: target, node, planned, answer};
    return [{findings: RULES.flatMap(rule => rule(host) ?? []), ...diffOf(host)}];
  });
  return {
    findings: verdicts.flatMap(({findings}) => findings),
    add: verdicts.flatMap(({add}) => add),
    remove: verdicts.flatMap(({remove}) => remove),
  };
}
