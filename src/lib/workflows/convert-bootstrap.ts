import {zoneFileOf} from '../domain/artifacts/zone-file.js';
import {discoveryOf} from '../domain/discovery/method.js';
import {fixesOf} from '../domain/findings/finding.js';
import {srvPlaceOf} from '../domain/nodes/srv-target.js';
import type {ClusterSpec, SpecNode} from '../domain/spec/schema.js';
import {OpsError} from '../errors/ops-error.js';
import {assertSrvFlags, type SrvFlags} from '../queries/srv/srv-place.js';
import {assertBeforeFirstStart} from './before-first-start.js';
import type {SpecContext} from './cluster-run.js';
import {leaveOwnService} from './discovery/leave-service.js';
import {discoveryMethodFor} from './discovery/method-for-spec.js';
import type {NamedService} from './discovery/named-method.js';
import {editSpec} from './edit-spec.js';
import {renderSpec} from './render.js';

type Bootstrap = ClusterSpec['bootstrap'];

/** The methods in which a cluster can begin. */
export const BOOTSTRAP_METHODS = ['static', 'discovery', 'srv'] as const;
export type BootstrapMethodName = (typeof BOOTSTRAP_METHODS)[number];

export interface ConvertBootstrapInput {
  readonly method: BootstrapMethodName;
  /** The flags that were given, by their names. */
  readonly given: readonly string[];
  readonly srv: SrvFlags;
  readonly service: NamedService;
  readonly dryRun: boolean;
}

export interface ConvertBootstrapResult {
  readonly from: BootstrapMethodName;
  readonly to: BootstrapMethodName;
  /** Relative to the folder of the spec; what was written, or would be. */
  readonly files: readonly string[];
  /** Likewise; what the method before needed and nobody needs any more. It stays. */
  readonly obsolete: readonly string[];
  readonly written: boolean;
  /** What is left to do before the first start, as commands or as words. */
  readonly next: readonly string[];
}

/** Whose a flag is. A flag of another method would be dropped in silence. */
function assertFlags({given, method}: ConvertBootstrapInput): void {
  const ownerOf = (flag: string): BootstrapMethodName =>
    flag.startsWith('discovery-') ? 'discovery' : 'srv';
  const unused = given.find(flag => ownerOf(flag) !== method);
  if (unused === undefined) return;
  throw new OpsError('E_USAGE', `--${unused} means nothing to the method ${method}`, {
    hints: [`leave it out, or: etcdops convert-bootstrap ${ownerOf(unused)}`],
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
  Record<BootstrapMethodName, (context: SpecContext, input: ConvertBootstrapInput) => Promise<Bootstrap>>
> = {
  static: () => Promise.resolve({method: 'static'}),
  discovery: (context, {service, dryRun}) => discoveryMethodFor(context, service, {isAsked: !dryRun}),
  srv: (_, {srv}) => Promise.resolve(toSrv(srv)),
};

/** One of the method before would run on with nobody to end it. */
function endsOwnService(before: ClusterSpec, after: ClusterSpec): boolean {
  return discoveryOf(before)?.ownService === true && discoveryOf(after)?.ownService !== true;
}

/** A token is asked of a v2 service only for a spec that can be written: nobody takes it back. */
async function assertWritable(context: SpecContext, input: ConvertBootstrapInput): Promise<void> {
  const {method, dryRun, service} = input;
  if (method !== 'discovery' || dryRun || service.url === undefined) return;
  const bootstrap = await BLOCKS.discovery(context, {...input, dryRun: true});
  await newText(context, {...context.loaded.spec, bootstrap});
}

/** What is left to a person. */
function nextSteps(after: ClusterSpec, remote: readonly SpecNode[]): string[] {
  const place = srvPlaceOf(after);
  const names = remote.map(({name}) => name).join(', ');
  return [
    ...(place !== undefined && after.tls.mode === 'ca' ? ['etcdops tls issue'] : []),
    ...(place === undefined
      ? []
      : [`put the records of ${zoneFileOf(place.domain)} into DNS`, 'etcdops srv check']),
    remote.length === 0 ? 'etcdops up' : `etcdops up shows how the files of ${names} get to their machines`,
  ];
}

/** The records of a domain in which nobody looks any more. */
function obsoleteFiles(before: ClusterSpec, after: ClusterSpec): string[] {
  const old = srvPlaceOf(before);
  return old === undefined || old.domain === srvPlaceOf(after)?.domain ? [] : [zoneFileOf(old.domain)];
}

/** The text of the spec with the other method, judged as `validate` does. */
async function newText(
  {adapters, loaded}: SpecContext,
  after: ClusterSpec,
): Promise<{before: string; text: string}> {
  const {before, text, checked} = await editSpec(adapters, loaded, {after, what: 'how the members begin'});
  const errors = checked.findings.filter(({severity}) => severity === 'error');
  if (errors.length === 0) return {before, text};
  throw new OpsError('E_SPEC_INVALID', errors.map(({message}) => message).join('\n  '), {
    hints: fixesOf(errors),
  });
}

/** A password in it is for nobody else. */
function modeOf(spec: ClusterSpec): {mode: number} | {keepMode: true} {
  return discoveryOf(spec)?.client?.password === undefined ? {keepMode: true} : {mode: 0o600};
}

/**
 * Makes another method of a spec, and of the files that follow from it, before the first start. The lock is the
 * caller's. Killed between the two, the same line again writes the files; `up` refuses those of the method before.
 */
export async function convertBootstrap(
  context: SpecContext,
  input: ConvertBootstrapInput,
): Promise<ConvertBootstrapResult> {
  const {adapters, loaded} = context;
  const {spec, folder, path} = loaded;
  const {method, dryRun} = input;
  assertFlags(input);
  const remote = await assertBeforeFirstStart(context);
  await assertWritable(context, input);
  const after: ClusterSpec = {...spec, bootstrap: await BLOCKS[method](context, input)};
  const {before, text} = await newText(context, after);
  if (!dryRun && endsOwnService(spec, after)) await leaveOwnService(context);
  if (!dryRun && text !== before) await adapters.files.writeAtomic(path, text, modeOf(after));
  // Also where the spec is so already: a run before may have ended between the two.
  const {files} = await renderSpec(adapters, {spec: after, folder}, {formats: undefined, check: dryRun});
  const changed = files.filter(({state}) => state !== 'same').map(file => file.path);
  return {
    from: spec.bootstrap.method,
    to: method,
    files: [...(text === before ? [] : [loaded.file]), ...changed],
    obsolete: obsoleteFiles(spec, after),
    written: !dryRun,
    next: nextSteps(after, remote),
  };
}
