import type {Adapters} from '../../adapters/adapters.js';
import type {NodeLaunch, RunningNode} from '../../adapters/host/host.js';
import {clientUrlOf} from '../../domain/nodes/node-urls.js';
import {targetsOf, withoutScheme} from '../../domain/proxies/endpoints.js';
import type {ProxyObservation} from '../../domain/proxies/judge-proxy.js';
import {judgeV2Proxy} from '../../domain/proxies/v2-proxy.js';
import type {ClusterSpec, SpecNode} from '../../domain/spec/schema.js';
import {printable} from '../../domain/text/printable.js';
import {errorMessage, systemErrorCode} from '../../errors/ops-error.js';
import {connectionReason} from '../connection-reason.js';

type Asker = Pick<Adapters, 'clock' | 'etcdApi' | 'host' | 'signal'>;

export interface ProxyTarget {
  readonly spec: ClusterSpec;
  readonly node: SpecNode;
  readonly launch: NodeLaunch;
  /** Its process on this machine, as soon as that is known. */
  readonly running: Promise<RunningNode | undefined>;
  /** Of everything that is asked of it together. */
  readonly timeoutMs: number;
}

/** What is left of the time for each of several calls. */
type CallsInTime = () => {timeoutMs: number; signal: AbortSignal};

interface Question {
  readonly url: string;
  readonly node: SpecNode;
  readonly inTime: CallsInTime;
}

/**
 * First what the proxy answers by itself: a member in its place says 404 and is asked no more. Only then the `POST`, by
 * which the mode shows: it is for `/version`, which nobody can write.
 */
async function askV2Proxy({etcdApi: {proxy}}: Asker, question: Question): Promise<ProxyObservation> {
  const {url, node, inTime} = question;
  const endpoints = await proxy.v2Endpoints(url, inTime());
  const wantedMode = node.mode ?? 'readwrite';
  const known = {answered: true, wantedMode, targets: {endpoints: endpoints.map(withoutScheme)}} as const;
  try {
    return {...known, ...judgeV2Proxy(await proxy.v2Answers(url, inTime()), wantedMode)};
  } catch (error) {
    return {...known, error: connectionReason(error)};
  }
}

/** A gateway accepts every connection, and ends it where no member accepts it in turn. */
function isCutOff(error: unknown): boolean {
  return /ECONNRESET|EPIPE|socket hang up|before secure TLS connection/.test(
    `${systemErrorCode(error) ?? ''} ${errorMessage(error)}`,
  );
}

async function askGateway({etcdApi}: Asker, {url, inTime}: Question): Promise<ProxyObservation> {
  try {
    const {clusterId} = await etcdApi.status(url, inTime());
    return {answered: true, clusterId};
  } catch (error) {
    if (!isCutOff(error)) throw error;
    return {answered: false, error: 'reaches no member: it ends the connection at once'};
  }
}

/** It answers `/health` by a read, and a read through it takes a lease: that would write a key. */
function writesAtReads({settings}: SpecNode): boolean {
  return settings?.['experimental-leasing-prefix'] !== undefined;
}

async function askGrpcProxy(
  {etcdApi: {proxy}}: Asker,
  {url, node, inTime}: Question,
): Promise<ProxyObservation> {
  await proxy.assertGrpcProxy(url, inTime());
  if (writesAtReads(node)) return {answered: true};
  const {healthy, reason} = await proxy.grpcHealth(url, inTime());
  if (healthy) return {answered: true};
  const words = reason === '' ? '' : `: ${printable(reason)}`;
  return {answered: true, error: `gets no linearizable read from the members${words}`};
}

const ASK = {'v2-proxy': askV2Proxy, gateway: askGateway, 'grpc-proxy': askGrpcProxy} as const;

/** Endpoints of what keeps those with which it was started. */
async function targetsOfProcess(
  {host}: Asker,
  {node, launch, running}: ProxyTarget,
): Promise<Pick<ProxyObservation, 'targets' | 'wantedTargets'>> {
  if (node.role === 'v2-proxy') return {};
  const process = await running;
  const commandLine = process === undefined ? [] : host.commandLine(process);
  const wantedTargets = targetsOf(launch.args);
  return {targets: commandLine.length === 0 ? wantedTargets : targetsOf(commandLine), wantedTargets};
}

/** What can be seen of a node that is no member, from here, without changing anything in it or behind it. */
export async function observeProxy(asker: Asker, target: ProxyTarget): Promise<ProxyObservation> {
  const {spec, node, timeoutMs} = target;
  if (node.role === 'member') throw new Error(`${node.name} is a member`);
  const deadline = asker.clock.monotonicMs() + timeoutMs;
  const inTime: CallsInTime = () => ({
    timeoutMs: Math.max(1, deadline - asker.clock.monotonicMs()),
    signal: asker.signal,
  });
  const question = {url: clientUrlOf(spec, node), node, inTime};
  const [answer, targets] = await Promise.all([
    ASK[node.role](asker, question).catch((error: unknown): ProxyObservation => ({
      answered: false,
      error: connectionReason(error),
    })),
    targetsOfProcess(asker, target),
  ]);
  return {...targets, ...answer};
}
