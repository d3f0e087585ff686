import {isLoopback} from '../nodes/hosts.js';
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

function isSame(address: string, {address: planned}: PlannedAddress): boolean {
  return canonicalIp(address) === canonicalIp(planned);
}

function listed(addresses: readonly string[]): string {
  return addresses.map(address => printable(address, 50)).join(', ');
}

const unknown: HostRule = ({host, node, planned, answer: {addresses, here, alias: other}}) => {
  if (addresses.length > 0) return undefined;
  const leads =
    other === undefined ? 'has no address' : `is an alias of ${printable(other, 100)} and has no address`;
  const but =
    here === undefined
      ? ': etcd drops its record without a word'
      : ` in DNS; this machine resolves it to ${listed(here)}`;
  return {
    rule: 'srv-target-unknown',
    severity: here === undefined ? 'error' : 'warning',
    name: host,
    message: `${host}, the host of ${node}, ${leads}${but}`,
    fix: planned === undefined ? `give ${host} an address` : `add ${zoneLine(planned)}`,
  };
};

/** On this machine all is well, and on others it depends on files that nobody sees from here. */
const hostsFile: HostRule = ({host, node, planned, answer: {inDns, dnsFailure}}) =>
  inDns === undefined || inDns.length > 0 || dnsFailure !== undefined
    ? undefined
    : {
        rule: 'srv-hosts-file',
        severity: planned !== undefined && isLoopback(planned.address) ? 'info' : 'warning',
        name: host,
        message: `${host}, the host of ${node}, has its address by the hosts file of this machine alone, and none in DNS`,
        fix: planned === undefined ? `give ${host} an address in DNS` : `add ${zoneLine(planned)}`,
      };

const wrongAddress: HostRule = ({host, node, planned, answer: {addresses, inDns}}) => {
  const [first] = addresses;
  if (first === undefined || planned === undefined) return undefined;
  const others = addresses
    .filter(address => !isSame(address, planned))
    .map(address => printable(address, 50));
  if (others.length === 0) return undefined;
  const base = {rule: 'srv-target-address', name: host} as const;
  const by = inDns === undefined ? '' : ' by the hosts file of this machine';
  const leads = `${host}, the host of ${node}, leads to ${others.join(', ')}${by}`;
  const mend = (fix: string): string => (inDns === undefined ? fix : `mend ${host} in /etc/hosts`);
  return isSame(first, planned)
    ? {
        ...base,
        severity: 'warning',
        message: `${leads} besides ${planned.address}: etcd looks at the first address alone, and name servers change the order`,
        fix: mend(`leave ${zoneLine(planned)} alone`),
      }
    : {
        ...base,
        severity: 'error',
        message: `${leads}; ${node} is on ${planned.address}`,
        fix: mend(`write ${zoneLine(planned)}`),
      };
};

/** The hosts file of this machine hides what all others are told. */
const wrongElsewhere: HostRule = ({host, node, planned, answer: {inDns = []}}) => {
  if (planned === undefined || inDns.length === 0 || inDns.some(address => isSame(address, planned)))
    return undefined;
  return {
    rule: 'srv-target-address',
    severity: 'warning',
    name: host,
    message: `${host}, the host of ${node}, leads to ${listed(inDns)} in DNS, which the hosts file of this machine hides; ${node} is on ${planned.address}`,
    fix: `write ${zoneLine(planned)}`,
  };
};

/** Answers may change from question to question: which one etcd gets is not certain. */
const otherHere: HostRule = ({host, node, planned, answer: {addresses, here}}) => {
  if (here === undefined || planned === undefined || addresses.length === 0) return undefined;
  if (here.every(address => isSame(address, planned))) return undefined;
  return {
    rule: 'srv-target-address',
    severity: 'warning',
    name: host,
    message: `this machine resolves ${host}, the host of ${node}, to ${listed(here)}, DNS says ${listed(addresses)}; ${node} is on ${planned.address}`,
    fix: `see that each name server has ${zoneLine(planned)} alone`,
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

/** etcd on this machine finds the host; what the others are told is not known. */
const silent: HostRule = ({host, answer: {dnsFailure}}) =>
  dnsFailure === undefined ? undefined : lookupFailed(host, 'warning', dnsFailure);

const RULES: readonly HostRule[] = [
  unknown,
  hostsFile,
  wrongAddress,
  wrongElsewhere,
  otherHere,
  silent,
  alias,
];

export function lookupFailed(name: string, severity: SrvFinding['severity'], failure: string): SrvFinding {
  return {
    rule: 'srv-lookup-failed',
    severity,
    name,
    message: `the name server has no answer for ${name}: ${printable(failure, 100)}`,
    fix: 'see the log of the name server',
  };
}

/** What stands in DNS under the name although the plan says otherwise. Beside an alias no address can stand. */
function diffOf({planned, answer}: HostCase): RecordDiff {
  const {addresses, inDns = addresses, dnsFailure, alias: other, ttl} = answer;
  if (planned === undefined) return {add: [], remove: []};
  if (other !== undefined) {
    const line = `${planned.name}. ${ttl ?? planned.ttl} IN CNAME ${printable(other, 253)}.`;
    return {add: [zoneLine(planned)], remove: [line]};
  }
  if (dnsFailure !== undefined) return {add: [], remove: []};
  const wrong = inDns.filter(address => !isSame(address, planned));
  return {
    add: inDns.some(address => isSame(address, planned)) ? [] : [zoneLine(planned)],
    remove: wrong.map(address =>
      zoneLine({
        ...planned,
        ttl: ttl ?? planned.ttl,
        type: address.includes(':') ? 'AAAA' : 'A',
        address: printable(address, 50),
      }),
    ),
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
