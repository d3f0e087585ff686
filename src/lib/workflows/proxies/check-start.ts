import type {Finding} from '../../domain/findings/finding.js';
import {parseListen} from '../../domain/proxies/listen-address.js';
import {LISTEN_FLAGS} from '../../domain/proxies/proxy-request.js';
import {targetsOf} from '../../domain/proxies/targets.js';
import type {EtcdProcess} from '../../domain/process/etcd-process.js';
import {listOf, valueOf} from '../../domain/process/values.js';
import {plural} from '../../domain/text/plural.js';
import {OpsError} from '../../errors/ops-error.js';
import {checkTargets, membersByDns} from '../../queries/proxies/check-targets.js';
import {judgeLaunch, type LaunchJudge} from '../../queries/proxies/judge-launch.js';
import type {ClusterContext} from '../cluster-run.js';
import type {PlannedStart} from './plan-start.js';

type Checker = ClusterContext['adapters'] & LaunchJudge;

/** Certificates that do not exist yet are made when the proxy becomes a node of its spec. */
const MADE_BY_ADD = 'tls-file-missing';

function assertNoErrors(findings: readonly Finding[], {isNew}: PlannedStart, willAdd: boolean): void {
  const errors = findings.filter(
    ({severity, rule}) => severity === 'error' && !(willAdd && rule === MADE_BY_ADD),
  );
  if (errors.length === 0) return;
  const lacksFiles = isNew && errors.some(({rule}) => rule === MADE_BY_ADD);
  throw new OpsError('E_USAGE', errors.map(({message}) => message).join('\n  '), {
    hints: [
      ...(lacksFiles ? ['add --add: a node of the spec gets its certificates'] : []),
      ...new Set(errors.flatMap(({fix}) => fix ?? [])),
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
  for (const {severity, message, fix} of findings) {
    if (severity !== 'warning') continue;
    adapters.progress.warn(fix === undefined ? message : `${message} (${fix})`);
  }
  return process;
}

async function assertListens({host}: Checker, {role}: PlannedStart, process: EtcdProcess): Promise<void> {
  const flag = LISTEN_FLAGS[role];
  for (const text of listOf(valueOf(process, flag))) {
    const address = parseListen(role, text);
    const problem = await host.listenProblem(address.host, address.port);
    if (problem === undefined) continue;
    const why =
      problem === 'EADDRINUSE' ? 'another process listens there' : `it cannot be opened (${problem})`;
    throw new OpsError('E_PORT_IN_USE', `--${flag} ${text}: ${why}`, {
      hints: [`choose another one: --${flag}`, 'ss -ltnp shows which process has a port'],
    });
  }
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
  const domain = valueOf(process, 'discovery-srv') ?? '';
  const targets =
    domain === '' || start.role === 'v2-proxy'
      ? targetsOf(process)
      : (await membersByDns(adapters, domain, valueOf(process, 'discovery-srv-name'))).targets;
  adapters.progress.update(`${start.name}: looking at ${plural(targets.length, 'member')}`);
  const {refusal, warnings} = await checkTargets(adapters, targets, allowUnreachable);
  if (refusal !== undefined) throw new OpsError('E_PREFLIGHT', refusal.message, {hints: [refusal.fix]});
  for (const warning of warnings) adapters.progress.warn(`${warning}; it may come later`);
}
