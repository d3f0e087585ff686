import {join, relative, resolve} from 'node:path';

import type {Adapters} from '../adapters/adapters.js';
import type {EtcdBinDir} from '../adapters/etcd-server/etcd-binaries.js';
import {
  FLAG_FIXES,
  planBootstrap,
  requestProblems,
  type BootstrapRequest,
} from '../domain/bootstrap/plan-bootstrap.js';
import type {ClusterStatus} from '../domain/cluster/judge.js';
import {adviceOf, fixesOf} from '../domain/findings/finding.js';
import {specFindings} from '../domain/findings/spec-rules.js';
import {livesInFolder, SPEC_FILE} from '../domain/layout/layout.js';
import {WHO_HAS_A_PORT} from '../domain/machine/who-has-a-port.js';
import {isOnThisMachine} from '../domain/nodes/locality.js';
import {membersOf} from '../domain/nodes/node-urls.js';
import type {ClusterSpec} from '../domain/spec/schema.js';
import type {TlsMode} from '../domain/spec/vocabulary.js';
import {OpsError} from '../errors/ops-error.js';
import {withAccess} from '../queries/cluster-access.js';
import {clusterStatus} from '../queries/observe-cluster.js';
import {portProblems} from '../queries/port-problems.js';
import {roomProblem} from '../queries/room-problem.js';
import {afterFilesStand} from './after-files-stand.js';
import {shownNodes, type BootstrapNode} from './bootstrap-nodes.js';
import {filesOf, pathsInTheWay} from './bootstrap-files.js';
import {chooseEtcd} from './choose-etcd.js';
import type {ClusterContext} from './cluster-run.js';
import type {NewPassphrase} from './pki/make-authorities.js';
import {claimFolder, conflictingPaths, placeStaged, stageFiles} from './place-files.js';
import {runUp, type UpResult} from './up.js';

export interface BootstrapInput {
  readonly request: BootstrapRequest;
  /** `3.7`, `3.7.3` or `latest`. */
  readonly etcdVersion?: string | undefined;
  readonly dir: string;
  readonly start: boolean;
  readonly dryRun: boolean;
  /** How the members find each other, once the version is known; default: by a list. */
  readonly method?: ((etcdVersion: string) => Promise<ClusterSpec['bootstrap']>) | undefined;
  /** What is to encrypt the key of the CA; asked when that is written. */
  readonly newPassphrase?: NewPassphrase | undefined;
  /** What the start depends on beside the files. */
  readonly startChecks?: StartChecks;
}

export interface StartChecks {
  /** Throws where a start could not end well; asked before anything is written. */
  readonly assertStartable: (context: ClusterContext) => Promise<void>;
  /** Resolves once it can; asked when the files stand. */
  readonly awaitStartable: (context: ClusterContext) => Promise<void>;
}

export interface BootstrapResult {
  readonly cluster: string;
  /** Absolute. */
  readonly dir: string;
  readonly spec: string;
  readonly files: readonly string[];
  readonly nodes: readonly BootstrapNode[];
  readonly etcdVersion: string;
  readonly tls: TlsMode;
  readonly method: ClusterSpec['bootstrap']['method'];
  /** Of a cluster with v2 proxies: whether its members serve the v2 API. */
  readonly enableV2?: boolean;
  /** False where this version of etcd has still to be installed. */
  readonly etcdAtHand: boolean;
  readonly started: boolean;
  /** With `--dry-run`: nothing was written. */
  readonly planned?: true;
  readonly run?: UpResult['run'];
  /** Once it is started. */
  readonly status?: ClusterStatus;
}

type Bootstrapper = ClusterContext['adapters'];

function assertRequest(request: BootstrapRequest): void {
  const problems = requestProblems(request);
  if (problems.length === 0) return;
  const hints = new Set(problems.flatMap(({flag}) => FLAG_FIXES[flag] ?? []));
  throw new OpsError('E_USAGE', problems.map(({flag, message}) => `${flag}: ${message}`).join('\n  '), {
    hints: [...hints],
  });
}

/** The rules of `validate`, on a spec that is not on disk yet. */
function assertSpec(spec: ClusterSpec, adapters: Pick<Adapters, 'progress'>): void {
  const findings = specFindings(spec);
  const errors = findings.filter(({severity}) => severity === 'error');
  if (errors.length > 0) {
    throw new OpsError('E_USAGE', errors.map(({message}) => message).join('\n  '), {hints: fixesOf(errors)});
  }
  for (const finding of findings) adapters.progress.warn(adviceOf(finding));
}

/** Before anything is written: files without the start that was asked for are not what the user wants. */
async function assertStartableHere(
  {host, files}: Pick<Adapters, 'host' | 'files'>,
  spec: ClusterSpec,
  folder: string,
): Promise<void> {
  const own = host.ownAddresses();
  const remote = spec.nodes.filter(node => node.role === 'member' && !isOnThisMachine(spec, node, own));
  if (remote.length === 0) {
    const newMembers = membersOf(spec).filter(livesInFolder).length;
    const problem = await roomProblem({files}, folder, newMembers);
    if (problem === undefined) return;
    throw new OpsError('E_DIR_UNUSABLE', problem, {hints: ['choose a folder on a larger disk: --dir DIR']});
  }
  const names = remote.map(node => `${node.name} (${node.host})`).join(', ');
  throw new OpsError(
    'E_REMOTE_NODE',
    `--start: on another machine, where this release cannot start anything: ${names}`,
    {
      hints: ['leave --start out: the files are written, and etcdops up prints what to type on each host'],
    },
  );
}

async function assertPortsFree({host}: Pick<Adapters, 'host'>, spec: ClusterSpec): Promise<void> {
  const own = host.ownAddresses();
  const found = await portProblems(
    {host},
    spec.nodes.filter(node => isOnThisMachine(spec, node, own)),
  );
  if (found.length === 0) return;
  const shown = found.slice(0, 5).join('\n  ');
  throw new OpsError('E_PORT_IN_USE', found.length > 5 ? `${shown}\n  and ${found.length - 5} more` : shown, {
    hints: ['choose other ports: --base-port 12379', WHO_HAS_A_PORT],
  });
}

type Place = ClusterContext['loaded'];

async function assertMayStart(
  adapters: Bootstrapper,
  loaded: Place,
  checks: StartChecks | undefined,
): Promise<void> {
  await assertStartableHere(adapters, loaded.spec, loaded.folder);
  await checks?.assertStartable({adapters, loaded});
}

/** The start of a cluster whose files have just been written. */
async function bringUp(
  adapters: Bootstrapper,
  {spec, folder}: Place,
  {bin, checks}: {bin: EtcdBinDir | undefined; checks: StartChecks | undefined},
): Promise<Pick<BootstrapResult, 'run' | 'status'>> {
  const reaching = withAccess(adapters, {spec, folder});
  const context = {adapters: reaching, loaded: {spec, folder, path: join(folder, SPEC_FILE)}};
  try {
    await checks?.awaitStartable(context);
    const options = {dryRun: false, justPlaced: true, ...(bin === undefined ? {} : {bin})};
    const {run} = await runUp(context, options);
    return {run, status: await clusterStatus(reaching, spec, folder)};
  } catch (error) {
    throw afterFilesStand(error);
  }
}

async function plannedSpec(
  adapters: Bootstrapper,
  {request, method}: BootstrapInput,
  etcd: {version: string; binDir: string | undefined},
): Promise<ClusterSpec> {
  return planBootstrap(request, {
    etcd,
    ownAddresses: adapters.host.ownAddresses(),
    randomHex: adapters.random.hex(4),
    bootstrap: (await method?.(etcd.version)) ?? {method: 'static'},
  });
}

/** Writes the spec and the artifacts of a new cluster, and with `start` brings it up. */
export async function bootstrapStatic(
  adapters: Bootstrapper,
  input: BootstrapInput,
): Promise<BootstrapResult> {
  assertRequest(input.request);
  const folder = await adapters.files.canonicalPath(resolve(adapters.cwd, input.dir));
  // While the binary is asked for its version, what is needed next is loaded.
  const [{version, binDir, bin}] = await Promise.all([
    chooseEtcd(adapters, {
      etcdVersion: input.etcdVersion,
      proxies: input.request.proxies,
      mayInstall: input.start && !input.dryRun,
    }),
    adapters.yaml(),
    adapters.templates(),
  ]);
  const spec = await plannedSpec(adapters, input, {version, binDir});
  assertSpec(spec, adapters);
  if (input.start) await assertMayStart(adapters, {spec, folder}, input.startChecks);
  const [pending] = await Promise.all([
    filesOf(adapters, {spec, folder}, input.newPassphrase),
    assertPortsFree(adapters, spec),
  ]);
  const result = {
    cluster: spec.cluster,
    dir: folder,
    spec: SPEC_FILE,
    files: pending.map(({path}) => path),
    nodes: shownNodes(spec, adapters.host.ownAddresses()),
    etcdVersion: version,
    tls: spec.tls.mode,
    method: spec.bootstrap.method,
    ...(input.request.proxies === 0 ? {} : {enableV2: input.request.enableV2}),
    etcdAtHand: bin !== undefined,
  };
  const paths = pathsInTheWay(spec, result.files);
  if (input.dryRun) {
    const inTheWay = await conflictingPaths(adapters, folder, paths);
    if (inTheWay.length > 0)
      adapters.progress.warn(`${relative(adapters.cwd, folder) || '.'} already holds ${inTheWay.join(', ')}`);
    return {...result, started: false, planned: true};
  }
  const {lock, undo} = await claimFolder(adapters, folder, paths);
  try {
    await stageFiles(adapters, folder, pending).catch(async (error: unknown) => {
      await undo();
      throw error;
    });
    await placeStaged(adapters, folder, result.files);
    if (!input.start) return {...result, started: false};
    return {
      ...result,
      started: true,
      ...(await bringUp(adapters, {spec, folder}, {bin, checks: input.startChecks})),
    };
  } finally {
    await lock.release();
  }
}
