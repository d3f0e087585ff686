import {plannedSlot} from '../../domain/pki/certificate-slots.js';
import {
  clientCertificate,
  namesMissing,
  nodeCertificates,
  plannedCertificates,
  type PlannedCertificate,
} from '../../domain/pki/planned-certificates.js';
import {nameProblem} from '../../domain/nodes/names.js';
import {sanOf, sanProblem, uniqueSans} from '../../domain/pki/san.js';
import {OpsError} from '../../errors/ops-error.js';
import {observeSlot} from '../../queries/pki/observe-certificates.js';
import {selectNodes} from '../../queries/select-nodes.js';
import type {ClusterContext} from '../cluster-run.js';
import {mapInParallel} from '../in-parallel.js';
import {assertNotMidRotation} from '../runs/mid-rotation.js';
import type {AskPassphrase} from './load-authority.js';
import {ownerOf, reissue, type IssuedCertificate} from './reissue.js';
import {assertOwnCa, openAuthorities, warnOfEndingCas} from './signing.js';
import {finishPair} from './write-pair.js';

export interface IssueInput {
  /** Without node and client: everything that the spec asks for and that is not there. */
  readonly node?: string | undefined;
  readonly client?: string | undefined;
  readonly sans: readonly string[];
  readonly days?: number | undefined;
  readonly dryRun: boolean;
  readonly askPassphrase: AskPassphrase;
}

export function assertSans(sans: readonly string[]): void {
  const problems = sans.map(sanProblem).filter(problem => problem !== undefined);
  if (problems.length === 0) return;
  throw new OpsError('E_USAGE', `--san: ${problems.join('\n  ')}`, {
    hints: ['write a host name or an IP address: --san etcd.example.com'],
  });
}

function wanted({loaded: {spec}}: ClusterContext, {node, client}: IssueInput): PlannedCertificate[] {
  if (client !== undefined) {
    if (node !== undefined) {
      throw new OpsError('E_USAGE', `a certificate is either that of the node ${node} or of a client`, {
        hints: [`etcdops tls issue ${node}`, `etcdops tls issue --client ${client}`],
      });
    }
    const problem = nameProblem(client);
    if (problem !== undefined) throw new OpsError('E_USAGE', `--client: ${problem}`);
    return [clientCertificate(spec, client)];
  }
  if (node === undefined) return plannedCertificates(spec);
  const [found] = selectNodes(spec, [node]);
  return nodeCertificates(spec, found!);
}

/** One that is there and good stays, unless something else is asked of it. */
async function isGood(
  context: ClusterContext,
  planned: PlannedCertificate,
  {sans, days}: IssueInput,
): Promise<boolean> {
  if (sans.length > 0 || days !== undefined) return false;
  const {adapters, loaded} = context;
  const slot = plannedSlot(loaded.spec, planned);
  const {faults, certificates} = await observeSlot(adapters, loaded, {slot, now: adapters.clock.now()});
  if (faults.some(({severity}) => severity === 'error')) return false;
  return namesMissing(planned, certificates[0]?.facts.sans ?? []).length === 0;
}

/** Issues what is missing or no longer good, for one node, one client or the whole cluster. */
export async function issueCertificates(
  context: ClusterContext,
  input: IssueInput,
): Promise<{certificates: IssuedCertificate[]}> {
  assertOwnCa(context);
  assertSans(input.sans);
  const found = await mapInParallel(wanted(context, input), async planned => {
    if (!input.dryRun) await finishPair(context.adapters, context.loaded.folder, planned.base);
    return {planned, isThere: await isGood(context, planned, input)};
  });
  // Every CA is opened before anything is written: one that cannot sign stops the whole.
  const todo = found.filter(({isThere}) => !isThere).map(({planned}) => planned);
  const authorityOf = await openAuthorities(context, input.askPassphrase, todo);
  const signatures = todo.map(planned => ({planned, authority: authorityOf(planned)}));
  warnOfEndingCas(context, signatures, input.days);
  const act = async ({planned, isThere}: (typeof found)[number]): Promise<IssuedCertificate> => {
    if (isThere || input.dryRun) return {...ownerOf(planned), outcome: isThere ? 'there' : 'planned'};
    const sans = uniqueSans([...planned.sans, ...input.sans.map(sanOf)]);
    return reissue(
      context,
      {planned: {...planned, sans}, authority: authorityOf(planned)},
      {days: input.days},
    );
  };
  return {certificates: await mapInParallel(found, act)};
}

/**
 * As above, for somebody who asks for it: not amid a rotation, whose own steps issue all.
 * @throws E_RUN_UNFINISHED
 */
export async function issueAsked(
  context: ClusterContext,
  input: IssueInput,
): Promise<{certificates: IssuedCertificate[]}> {
  await assertNotMidRotation(context);
  return issueCertificates(context, input);
}
