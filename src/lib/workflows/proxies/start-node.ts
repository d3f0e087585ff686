import {dirname} from 'node:path';
import {isDeepStrictEqual} from 'node:util';

import type {RunningNode} from '../../adapters/host/host.js';
import {isOnThisMachine} from '../../domain/nodes/locality.js';
import type {EtcdProcess} from '../../domain/process/etcd-process.js';
import {alikeNodes, givesPlace, isSameNode} from '../../domain/proxies/meant-node.js';
import type {ProxyRequest} from '../../domain/proxies/proxy-request.js';
import type {SpecNode} from '../../domain/spec/schema.js';
import {unifiedDiff} from '../../domain/text/unified-diff.js';
import type {RunReport} from '../../engine/step.js';
import {OpsError} from '../../errors/ops-error.js';
import type {LoadedSpec} from '../../queries/load-spec.js';
import {launchOf} from '../../queries/node-launch.js';
import type {SpecContext} from '../cluster-run.js';
import {assertOnThisMachine} from '../local-nodes.js';
import {issueCertificates} from '../pki/issue-certificates.js';
import type {AskPassphrase} from '../pki/load-authority.js';
import {runUp, type UpOptions} from '../up.js';
import {addProxy} from './add-proxy.js';
import {checkFlags, checkSurroundings} from './check-start.js';
import {draftSpec, type SpecDraft} from './draft-spec.js';
import {planStart, withPathsFrom, type PlannedStart} from './plan-start.js';

export interface NodeStartOptions {
  readonly etcdVersion: string | undefined;
  /** The node is written into the spec where it is not there as the flags say. */
  readonly add: boolean;
  /** It is started as `up` does; else the caller starts it. */
  readonly detach: boolean;
  readonly dryRun: boolean;
  readonly allowUnreachable: boolean;
  readonly askPassphrase: AskPassphrase;
}

export interface NodeStart {
  readonly start: PlannedStart;
  /** Of a dry run: what would be written into the spec; empty where the node is there as it is asked for. */
  readonly specDiff?: string;
  readonly run?: RunReport;
  /** It runs with what it was started with before, which is not what the spec says by now. */
  readonly needsRestart?: true;
}

/** Everything that is known before anything is done. */
interface Prepared {
  readonly context: SpecContext;
  readonly start: PlannedStart;
  readonly draft: SpecDraft;
  readonly running: RunningNode | undefined;
  /** The node as the spec has it. */
  readonly known: SpecNode | undefined;
}

/**
 * Without a name: the node that the same line made before, where it does not run (any more), or where flags say its
 * place, which no second one could have. Else a new one is meant.
 */
async function asMeant({adapters, loaded}: SpecContext, request: ProxyRequest): Promise<ProxyRequest> {
  if (request.name !== undefined) return request;
  const alike = alikeNodes(loaded.spec, withPathsFrom(adapters.cwd, loaded.folder, request));
  const running = await adapters.host.find(alike.map(node => launchOf(loaded.spec, node, loaded)));
  const own = adapters.host.ownAddresses();
  const isIdle = (node: SpecNode, index: number): boolean =>
    running[index] === undefined && isOnThisMachine(loaded.spec, node, own);
  const meant = alike.find((node, index) => givesPlace(request) || isIdle(node, index));
  return meant === undefined ? request : {...request, name: meant.name};
}

/** Without `--add` the spec stays, so the flags may not ask for anything else than what it says. */
function assertAsInSpec({isNew, name, node}: PlannedStart, {file}: LoadedSpec, known?: SpecNode): void {
  if (isNew) {
    throw new OpsError('E_USAGE', `--detach: ${name} is no node of ${file} yet`, {
      hints: ['add --add', 'or name one of its nodes: --name NODE'],
    });
  }
  if (known !== undefined && isSameNode(known, node!)) return;
  throw new OpsError('E_USAGE', `--detach: the flags are not what ${file} says of ${name}`, {
    hints: ['add --add to write them there', 'or leave them out'],
  });
}

function warnOfNew({adapters, loaded}: SpecContext, {after}: SpecDraft): void {
  const known = new Set(loaded.findings.map(({message}) => message));
  for (const {severity, message} of after.findings)
    if (severity === 'warning' && !known.has(message)) adapters.progress.warn(message);
}

async function prepare(
  context: SpecContext,
  request: ProxyRequest,
  {add, etcdVersion}: NodeStartOptions,
): Promise<Prepared> {
  const {adapters, loaded} = context;
  const {spec, folder} = loaded;
  const meant = await asMeant(context, request);
  const start = await planStart(adapters, meant, {loaded, etcdVersion});
  const known = spec.nodes.find(({name}) => name === start.name);
  if (!add) assertAsInSpec(start, loaded, known);
  const draft = await draftSpec(context, start.node!);
  warnOfNew(context, draft);
  const [running] = known === undefined ? [] : await adapters.host.find([launchOf(spec, known, {folder})]);
  return {context, start, draft, running, known};
}

/** Its own process may hold the port of which it is asked whether it is free. */
function holdsPort({running, known, draft}: Prepared): boolean {
  return running !== undefined && known?.ports.client === draft.node.ports.client;
}

function upOptions({start}: Prepared, options: Pick<UpOptions, 'dryRun' | 'justPlaced'>): UpOptions {
  return {...options, only: [start.name], bin: {dir: dirname(start.program), version: start.version}};
}

/** All that `up` will look at, while nothing is written. Resolves to its plan. */
async function checkUp(
  prepared: Prepared,
  process: EtcdProcess,
  {add, detach, allowUnreachable}: NodeStartOptions,
): Promise<RunReport | undefined> {
  const {context, start, draft} = prepared;
  const after = {...context, loaded: draft.after};
  if (detach) assertOnThisMachine(after, [draft.node], 'start');
  const mayRun = detach && holdsPort(prepared);
  await checkSurroundings(context.adapters, start, {process, allowUnreachable, mayRun});
  if (!detach) return undefined;
  // Of an own CA the certificates come only with the node.
  const justPlaced = add && draft.after.spec.tls.mode === 'ca';
  return (await runUp(after, upOptions(prepared, {dryRun: true, justPlaced}))).run;
}

/** A v2 proxy reads its settings from a file, which its command line does not show. */
function needsRestart({context, draft, running, known}: Prepared): boolean {
  if (running === undefined || known === undefined) return false;
  const {spec, folder} = draft.after;
  const [program, ...args] = context.adapters.host.commandLine(running);
  if (draft.node.role === 'v2-proxy' || program === undefined) return !isSameNode(known, draft.node);
  return !isDeepStrictEqual(args, launchOf(spec, draft.node, {folder}).args);
}

/** The node is in the spec by now, so that `up` is what goes on. */
function withNext(error: unknown, name: string): unknown {
  if (!(error instanceof OpsError)) return error;
  const {code, message, hints, details, cause} = error;
  return new OpsError(code, message, {hints: [...hints, `etcdops up ${name}`], details, cause});
}

async function preview(
  prepared: Prepared,
  {add, askPassphrase}: NodeStartOptions,
  run: RunReport | undefined,
): Promise<NodeStart> {
  const {context, start, draft} = prepared;
  const after = {...context, loaded: draft.after};
  if (add && draft.after.spec.tls.mode === 'ca')
    await issueCertificates(after, {sans: [], dryRun: true, askPassphrase});
  const {before, text} = draft;
  const specDiff =
    before === text ? '' : unifiedDiff({path: draft.after.file, before, after: text, isNew: false});
  const restart = needsRestart(prepared) ? ({needsRestart: true} as const) : {};
  return {start, ...(add ? {specDiff} : {}), ...(run === undefined ? {} : {run, ...restart})};
}

/**
 * Launches a proxy that is a node of the spec, or that becomes one. Every check comes before anything is written. The
 * lock is the caller's, over the whole.
 */
export async function startNode(
  cluster: SpecContext,
  request: ProxyRequest,
  options: NodeStartOptions,
): Promise<NodeStart> {
  const prepared = await prepare(cluster, request, options);
  const {context, start, draft} = prepared;
  const {adapters} = context;
  const process = await checkFlags(adapters, start, options.add);
  const plan = await checkUp(prepared, process, options);
  adapters.signal.throwIfAborted();
  if (options.dryRun) return preview(prepared, options, plan);
  if (options.add) await addProxy(context, draft, options.askPassphrase);
  if (!options.detach) return {start};
  adapters.signal.throwIfAborted();
  const after = {...context, loaded: draft.after};
  const {run} = await runUp(after, upOptions(prepared, {dryRun: false})).catch((error: unknown) => {
    throw withNext(error, start.name);
  });
  return {start, run, ...(needsRestart(prepared) ? {needsRestart: true} : {})};
}
