import {zoneFileOf} from '../domain/artifacts/zone-file.js';
import {discoveryOf} from '../domain/discovery/method.js';
import {fixesOf} from '../domain/findings/finding.js';
import {isOnThisMachine} from '../domain/nodes/locality.js';
import {membersOf} from '../domain/nodes/node-urls.js';
import {srvPlaceOf} from '../domain/nodes/srv-target.js';
import type {ClusterSpec} from '../domain/spec/schema.js';
import {OpsError} from '../errors/ops-error.js';
import {readState} from '../queries/cluster-state.js';
import {ownServiceLaunch} from '../queries/discovery/own-service.js';
import {hasWal} from '../queries/member-data.js';
import {launchOf} from '../queries/node-launch.js';
import {assertSrvFlags, type SrvFlags} from '../queries/srv/srv-place.js';
import type {SpecContext} from './cluster-run.js';
import {discoveryMethodFor, type DiscoveryPlace} from './discovery/method-for-spec.js';
import {stopService} from './discovery/service-process.js';
import {editSpec} from './edit-spec.js';
import {renderSpec} from './render.js';

type Bootstrap = ClusterSpec['bootstrap'];

/** The methods in which a cluster can begin. */
export const BOOTSTRAP_METHODS = ['static', 'discovery', 'srv'] as const;
export type BootstrapMethodName = (typeof BOOTSTRAP_METHODS)[number];

type MethodFlags = SrvFlags & DiscoveryPlace;

export interface ConvertBootstrapInput {
  readonly method: BootstrapMethodName;
  readonly flags: MethodFlags;
  readonly dryRun: boolean;
}

export interface ConvertBootstrapResult {
  readonly from: BootstrapMethodName;
  readonly to: BootstrapMethodName;
  /** Relative to the folder of the spec; what was written, or would be. */
  readonly files: readonly string[];
  readonly written: boolean;
  /** What is left to do before the first start, as commands or as words. */
  readonly next: readonly string[];
}

/** The flags that each method takes. */
const FLAGS: Readonly<Record<BootstrapMethodName, readonly (keyof MethodFlags)[]>> = {
  static: [],
  discovery: ['discovery-url', 'discovery-endpoints', 'discovery-token'],
  srv: ['domain', 'srv-name'],
};

/** A flag of another method would be dropped in silence. */
function assertFlags(flags: MethodFlags, method: BootstrapMethodName): void {
  const all = Object.values(FLAGS).flat();
  const unused = all.find(flag => flags[flag] !== undefined && !FLAGS[method].includes(flag));
  if (unused === undefined) return;
  const owner = BOOTSTRAP_METHODS.find(name => FLAGS[name].includes(unused))!;
  throw new OpsError('E_USAGE', `--${unused} means nothing to the method ${method}`, {
    hints: [`leave it out, or: etcdops convert-bootstrap ${owner}`],
  });
}

function toSrv(flags: SrvFlags): Bootstrap {
  assertSrvFlags(flags);
  const {domain, 'srv-name': name} = flags;
  if (domain !== undefined) return {method: 'srv', domain, ...(name === undefined ? {} : {name})};
  throw new OpsError('E_USAGE', 'the method srv needs the domain whose records name the members', {
    hints: ['etcdops convert-bootstrap srv --domain example.com'],
  });
}

/** The block of the spec for each method. */
const BLOCKS: Readonly<
  Record<BootstrapMethodName, (context: SpecContext, flags: MethodFlags) => Promise<Bootstrap>>
> = {
  static: () => Promise.resolve({method: 'static'}),
  discovery: discoveryMethodFor,
  srv: (_, flags) => Promise.resolve(toSrv(flags)),
};

/** From its first start on a member knows the others by its data, and etcd looks at none of these settings again. */
async function assertNeverStarted({adapters, loaded}: SpecContext): Promise<void> {
  const {spec, folder} = loaded;
  const {firstHealthyAt} = await readState(adapters, folder);
  const members = membersOf(spec);
  const started = await Promise.all(members.map(node => hasWal(adapters, launchOf(spec, node, {folder}))));
  const withData = members.filter((_, index) => started[index]).map(({name}) => name);
  if (firstHealthyAt === undefined && withData.length === 0) return;
  const why =
    firstHealthyAt === undefined
      ? `${withData.join(', ')} has started before`
      : `the cluster was healthy on ${firstHealthyAt}`;
  throw new OpsError(
    'E_PREFLIGHT',
    `${why}: the members know each other by their data, and etcd ignores how they began`,
    {hints: ['nothing has to be done: etcdops status', 'etcdops plan shows what else differs from the spec']},
  );
}

/** A member that waits for others has no data yet, and goes on waiting by the settings that it was started with. */
async function assertNothingRuns({adapters, loaded}: SpecContext): Promise<void> {
  const {spec, folder} = loaded;
  const members = membersOf(spec);
  const found = await adapters.host.find(members.map(node => launchOf(spec, node, {folder})));
  const running = members.filter((_, index) => found[index] !== undefined).map(({name}) => name);
  if (running.length > 0) {
    throw new OpsError(
      'E_PREFLIGHT',
      `${running.join(', ')} runs, and knows only how the cluster was to begin before`,
      {
        hints: ['etcdops down, then the same line again'],
      },
    );
  }
  const own = adapters.host.ownAddresses();
  const remote = members.filter(member => !isOnThisMachine(member, own)).map(({name}) => name);
  if (remote.length > 0)
    adapters.progress.warn(`whether ${remote.join(', ')} has started elsewhere cannot be seen from here`);
}

/** One of the method before would run on with nobody to end it. */
async function endOwnService({adapters, loaded: {spec, folder}}: SpecContext): Promise<void> {
  if (discoveryOf(spec)?.ownService === true) await stopService(adapters, ownServiceLaunch({folder}));
}

/** What is left to a person. */
function nextSteps(before: ClusterSpec, after: ClusterSpec): string[] {
  const place = srvPlaceOf(after);
  const old = srvPlaceOf(before);
  const isLeft = old !== undefined && old.domain !== place?.domain;
  return [
    ...(isLeft ? [`${zoneFileOf(old.domain)} is not needed any more, nor are its records`] : []),
    ...(place === undefined
      ? ['etcdops up']
      : [
          ...(after.tls.mode === 'ca' ? ['etcdops tls issue'] : []),
          `put the records of ${zoneFileOf(place.domain)} into DNS`,
          'etcdops srv check',
          'etcdops up',
        ]),
  ];
}

/** Makes another method of a spec, and of the files that follow from it, before the first start. The lock is the caller's. */
export async function convertBootstrap(
  context: SpecContext,
  {method, flags, dryRun}: ConvertBootstrapInput,
): Promise<ConvertBootstrapResult> {
  const {adapters, loaded} = context;
  const {spec, folder, path} = loaded;
  assertFlags(flags, method);
  await assertNeverStarted(context);
  await assertNothingRuns(context);
  const after: ClusterSpec = {...spec, bootstrap: await BLOCKS[method](context, flags)};
  const {before, text, checked} = await editSpec(adapters, loaded, {after, what: 'how the members begin'});
  const errors = checked.findings.filter(({severity}) => severity === 'error');
  if (errors.length > 0) {
    throw new OpsError('E_SPEC_INVALID', errors.map(({message}) => message).join('\n  '), {
      hints: fixesOf(errors),
    });
  }
  if (!dryRun) await endOwnService(context);
  if (!dryRun && text !== before) await adapters.files.writeAtomic(path, text, {keepMode: true});
  // Also where the spec is so already: a run before may have ended between the two.
  const {files} = await renderSpec(adapters, {spec: after, folder}, {formats: undefined, check: dryRun});
  const changed = files.filter(({state}) => state !== 'same').map(file => file.path);
  return {
    from: spec.bootstrap.method,
    to: method,
    files: [...(text === before ? [] : [loaded.file]), ...changed],
    written: !dryRun,
    next: nextSteps(spec, after),
  };
}
