import {has} from '../../domain/etcd-version/capabilities.js';
import {adviceOf, fixesOf, type Finding} from '../../domain/findings/finding.js';
import {WHO_HAS_A_PORT} from '../../domain/machine/who-has-a-port.js';
import {bracketed} from '../../domain/nodes/hosts.js';
import {parseListen} from '../../domain/proxies/listen-address.js';
import {LISTEN_FLAGS} from '../../domain/proxies/proxy-request.js';
import {targetsOf, type Target} from '../../domain/proxies/targets.js';
import type {EtcdProcess} from '../../domain/process/etcd-process.js';
import {givenOf, isTrue, listOf, valueOf} from '../../domain/process/values.js';
import {plural} from '../../domain/text/plural.js';
import {OpsError} from '../../errors/ops-error.js';
import {checkTargets, membersByDns} from '../../queries/proxies/check-targets.js';
import {judgeLaunch, type LaunchJudge} from '../../queries/proxies/judge-launch.js';
import type {ClusterContext} from '../cluster-run.js';
import {checkDiscovery} from './check-discovery.js';
import type {PlannedStart} from './plan-start.js';

type Checker = ClusterContext['adapters'] & LaunchJudge;

/** Rules that ask for files which `--add` makes. */
const MADE_BY_ADD = 'tls-file-missing';

function isMadeByAdd({rule, message}: Finding, {madeByAdd}: PlannedStart): boolean {
  return rule === MADE_BY_ADD && madeByAdd.some(path => message.includes(path));
}

function assertNoErrors(findings: readonly Finding[], start: PlannedStart, willAdd: boolean): void {
  const errors = findings.filter(
    finding => finding.severity === 'error' && !(willAdd && isMadeByAdd(finding, start)),
  );
  if (errors.length === 0) return;
  const lacksNode = errors.some(finding => isMadeByAdd(finding, start));
  throw new OpsError('E_USAGE', errors.map(({message}) => message).join('\n  '), {
    hints: [
      ...(lacksNode ? ['add --add: a node of the spec gets its certificates'] : []),
      ...fixesOf(errors),
      `etcdops validate --explain ${errors[0]!.rule}`,
    ],
  });
}

/** The rules about its flags. Throws E_USAGE where etcd would refuse them or they would do harm; warnings are said. */
export async function checkFlags(
  adapters: Checker,
  start: PlannedStart,
  willAdd: boolean,
): Promise<EtcdProcess> {
  const {process, findings} = await judgeLaunch(adapters, {...start, label: start.name});
  assertNoErrors(findings, start, willAdd);
  for (const finding of findings)
    if (finding.severity === 'warning') adapters.progress.warn(adviceOf(finding));
  return process;
}

/** The addresses on which it is going to listen, by the flag that says so. */
function listenersOf(
  {role}: PlannedStart,
  process: EtcdProcess,
): {flag: string; host: string; port: number}[] {
  const flag = LISTEN_FLAGS[role];
  const clients = listOf(valueOf(process, flag)).map(text => ({flag, ...parseListen(role, text)}));
  const metrics = /^https?:\/\/(.*)$/i.exec(valueOf(process, 'metrics-addr') ?? '')?.[1];
  if (metrics === undefined) return clients;
  return [...clients, {flag: 'metrics-addr', ...parseListen(role, metrics)}];
}

async function assertListens(
  {host: machine}: Checker,
  start: PlannedStart,
  process: EtcdProcess,
): Promise<void> {
  for (const {flag, host, port} of listenersOf(start, process)) {
    const problem = await machine.listenProblem(host, port);
    if (problem === undefined) continue;
    const why =
      problem === 'EADDRINUSE' ? 'another process listens there' : `it cannot be opened (${problem})`;
    throw new OpsError('E_PORT_IN_USE', `--${flag} ${bracketed(host)}:${port}: ${why}`, {
      hints: [`choose another port for --${flag}`, WHO_HAS_A_PORT],
    });
  }
}

/** The members behind it, and whether etcd itself asks them at the start and drops those that do not answer. */
async function membersBehind(
  adapters: Checker,
  {role, version}: PlannedStart,
  process: EtcdProcess,
): Promise<{targets: readonly Target[]; dropsSilent: boolean}> {
  const domain = givenOf(process, 'discovery-srv')?.value;
  if (domain === undefined) return {targets: targetsOf(process), dropsSilent: false};
  const service = valueOf(process, 'discovery-srv-name');
  const isV2 = role === 'v2-proxy';
  const {tls, plain} = await membersByDns(adapters, isV2 ? 'server' : 'client', {domain, service});
  if (isV2 && tls.length === 0 && !has(version, 'plainPeersByDns')) {
    throw new OpsError(
      'E_UNSUPPORTED',
      `etcd ${version} finds no peers without TLS by DNS: it ends at once`,
      {
        hints: ['name them: --initial-cluster infra0=http://10.0.0.1:2380', 'etcd 3.5 does find them'],
      },
    );
  }
  const isSecure = !isV2 && !isTrue(process, 'insecure-discovery');
  return {targets: isSecure ? tls : [...tls, ...plain], dropsSilent: isSecure};
}

/** Without a CA a gRPC proxy believes those that the machine knows, which are seldom those of etcd. */
function warnOfTrust({progress}: Checker, process: EtcdProcess, targets: readonly Target[]): void {
  const trusts = (valueOf(process, 'cacert') ?? '') !== '' || isTrue(process, 'insecure-skip-tls-verify');
  if (process.role !== 'grpc-proxy' || trusts || !targets.some(({wire}) => wire === 'tls')) return;
  progress.warn(
    'without --cacert the members need certificates of a CA that this machine knows (--cacert FILE)',
  );
}

/**
 * What only the machine and the network know: whether the address is free, and who is behind the endpoints.
 * @param mayRun the proxy itself may hold the address already
 */
export async function checkSurroundings(
  adapters: Checker,
  start: PlannedStart,
  {process, allowUnreachable, mayRun}: {process: EtcdProcess; allowUnreachable: boolean; mayRun: boolean},
): Promise<void> {
  if (!mayRun) await assertListens(adapters, start, process);
  await checkDiscovery(adapters, start, {process, allowUnreachable});
  const {targets, dropsSilent} = await membersBehind(adapters, start, process);
  warnOfTrust(adapters, process, targets);
  if (targets.length > 0)
    adapters.progress.update(`${start.name}: looking at ${plural(targets.length, 'member')}`);
  const {refusal, warnings} = await checkTargets(adapters, targets, {allowUnreachable, dropsSilent});
  if (refusal !== undefined) throw new OpsError('E_PREFLIGHT', refusal.message, {hints: [refusal.fix]});
  for (const warning of warnings) adapters.progress.warn(warning);
}
