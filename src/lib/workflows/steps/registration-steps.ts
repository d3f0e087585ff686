import type {NodeLaunch} from '../../adapters/host/host.js';
import {lastLogWords} from '../../domain/cluster/last-log-words.js';
import {discoveryOf, expectedMembers} from '../../domain/discovery/method.js';
import {judgeRegistry, registrationText, type RegistryReport} from '../../domain/discovery/registry.js';
import {formatDurationMs} from '../../domain/text/duration.js';
import {errorMessage, OpsError} from '../../errors/ops-error.js';
import {explainExit} from '../../queries/explain-exit.js';
import {localNodesOf} from '../../queries/discovery/local-members.js';
import type {Registry} from '../../queries/discovery/open-registry.js';
import {ownServiceLaunch} from '../../queries/discovery/own-service.js';
import {launchOf} from '../../queries/node-launch.js';
import type {SpecContext} from '../cluster-run.js';
import {isLocked} from '../discovery/service-lock.js';
import {serviceLockFile} from '../discovery/service-process.js';
import {observeNodesHere, type LocalNode} from '../observe-nodes.js';
import type {Binder} from './actions.js';
import {registryOf, startOwnService} from './discovery-steps.js';

/** etcd asks a service that was away again after 2, 4, 8 and 16 s. */
const DEADLINE_MS = 60_000;
const POLL_MS = 100;
const AGAIN = 'mend the cause, then: etcdops up';
const FRESH = 'etcdops up --fresh begins again with a new token';
const TAIL_BYTES = 8 * 1024;

function ended(launch: NodeLaunch, reason: string): OpsError {
  const isUsed = /duplicate id|already used|cluster is full|duplicate name/.test(reason);
  const why = isUsed ? `${reason}: the token was used before` : reason;
  return new OpsError('E_NODE_FAILED', `${launch.name} has ended before all had registered: ${why}`, {
    hints: [`etcdops logs ${launch.name}`, ...(isUsed ? [] : [AGAIN]), FRESH],
    details: {node: launch.name},
  });
}

/** Fails at once where a member is gone that others wait for. */
async function failIfEnded({adapters}: SpecContext, members: readonly LocalNode[]): Promise<void> {
  const running = await adapters.host.find(members.map(({launch}) => launch));
  const gone = members.find((_, index) => running[index] === undefined);
  if (gone !== undefined) throw ended(gone.launch, await explainExit(adapters, gone.launch));
}

/** Strangers, two of one name: nothing that waiting would mend. */
function failIfSpoilt({problems}: RegistryReport): void {
  const [problem] = problems.filter(({kind}) => kind !== 'unknown-token');
  if (problem === undefined) return;
  throw new OpsError('E_UNHEALTHY', `the members cannot meet: ${problem.message}`, {
    hints: ['etcdops discovery status', FRESH],
  });
}

/** Until then it is on its way, and its log is of no interest. */
const WORTH_TELLING_MS = 2000;

/** `infra2 missing since 12 s, its log says …` */
async function aboutMissing(cluster: SpecContext, report: RegistryReport, sinceMs: number): Promise<string> {
  const [first] = report.missing;
  if (first === undefined || sinceMs < WORTH_TELLING_MS) return registrationText(report);
  const {adapters, loaded} = cluster;
  const node = loaded.spec.nodes.find(({name}) => name === first.name)!;
  const {text} = await adapters.files.readTail(launchOf(loaded.spec, node, loaded).logFile, TAIL_BYTES);
  const words = lastLogWords(text);
  const log = words === undefined ? '' : `, the log of ${first.name} says "${words}"`;
  return `${registrationText(report)} since ${formatDurationMs(sinceMs)}${log}`;
}

interface Look {
  readonly isOver: boolean;
  /** What is waited for. */
  readonly text: string;
}

/** One that ends more often does so for a reason that lasts: a full disk, or a file that etcd cannot read. */
const MAX_REVIVALS = 3;

const SEEN_TO = ', and somebody else sees to it';

/** The service that the spec has of its own is run again where it has ended; what has registered it still knows. */
function reviver(cluster: SpecContext): () => Promise<string> {
  const {adapters, loaded} = cluster;
  const launch = ownServiceLaunch(loaded);
  let revivals = 0;
  return async () => {
    if (discoveryOf(loaded.spec)?.ownService !== true) return '';
    const [running] = await adapters.host.find([launch]);
    if (running !== undefined) return '';
    if (await adapters.lockHolder(serviceLockFile(loaded.folder))) return SEEN_TO;
    if (revivals === MAX_REVIVALS) {
      const message = `the discovery service has ended ${revivals + 1} times: ${await explainExit(adapters, launch)}`;
      throw new OpsError('E_NODE_FAILED', message, {
        hints: [`its log: ${launch.logFile}`, AGAIN],
      });
    }
    try {
      await startOwnService(cluster);
    } catch (error) {
      if (isLocked(error)) return SEEN_TO;
      throw error;
    }
    revivals++;
    adapters.progress.note('the discovery service had ended: started again');
    return ' and is started again';
  };
}

interface Watched {
  readonly registry: Registry;
  readonly members: readonly LocalNode[];
  readonly sinceMs: number;
  readonly revive: () => Promise<string>;
}

async function look(cluster: SpecContext, {registry, members, sinceMs, revive}: Watched): Promise<Look> {
  const {spec} = cluster.loaded;
  await failIfEnded(cluster, members);
  const content = await registry.read().catch((error: unknown) => errorMessage(error));
  cluster.adapters.signal.throwIfAborted();
  if (typeof content === 'string') {
    const more = await revive();
    return {isOver: false, text: `the discovery service does not answer${more}: ${content}`};
  }
  const report = judgeRegistry(content, expectedMembers(spec));
  failIfSpoilt(report);
  return {
    isOver: report.state === 'used-up' && report.missing.length === 0,
    text: await aboutMissing(cluster, report, sinceMs),
  };
}

/** All that begin the cluster have registered, so that each of them knows the others. */
export const awaitRegistration: Binder<'await-registration'> = context => {
  const observe = async () => {
    const cluster = await context.cluster();
    return {cluster, members: await observeNodesHere(cluster, localNodesOf(cluster), '')};
  };
  return {
    async check() {
      const {members} = await observe();
      return members.every(({hasData}) => hasData) ? 'done' : 'todo';
    },
    async run() {
      const {cluster, members} = await observe();
      const {clock, progress, signal} = cluster.adapters;
      const registry = registryOf(cluster);
      const revive = reviver(cluster);
      const startedAt = clock.monotonicMs();
      for (;;) {
        const sinceMs = clock.monotonicMs() - startedAt;
        const {isOver, text} = await look(cluster, {registry, members, sinceMs, revive});
        if (isOver) return;
        progress.update(text);
        if (sinceMs > DEADLINE_MS) {
          throw new OpsError('E_UNHEALTHY', `not all members have registered: ${text}`, {
            hints: ['etcdops discovery status', AGAIN, FRESH],
          });
        }
        await clock.sleep(POLL_MS, signal);
      }
    },
    // What it waited for stands in the registry; the data of the members comes a moment later.
    verify: () => Promise.resolve(),
  };
};
