import type {Adapters} from '../../adapters/adapters.js';
import {judgeRegistry, registrationText, type RegistryReport} from '../../domain/discovery/registry.js';
import {printable} from '../../domain/text/printable.js';
import {OpsError} from '../../errors/ops-error.js';
import {explainExit} from '../../queries/explain-exit.js';
import type {Registry} from '../../queries/discovery/open-registry.js';
import type {NewToken} from './new-token.js';
import type {Server, Serving} from './serve.js';
import {endService, stopService, type EndedService} from './service-process.js';

const LOOK_MS = 500;

const SHOWN_TOKENS = 5;

function shown(tokens: readonly string[]): string {
  const names = tokens.slice(0, SHOWN_TOKENS).map(token => printable(token, 40));
  const rest = tokens.length - names.length;
  return `${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function tellNews({progress}: Pick<Adapters, 'progress'>, before: number, report: RegistryReport): void {
  for (const {name, id, peerUrls, place, isMember} of report.registered.slice(before)) {
    const who = `${printable(name || id, 63)} ${printable(peerUrls.join(', '), 200)}`;
    if (isMember) progress.note(`${place} of ${report.size}: ${who}`);
    else progress.warn(`${who} came as number ${place} of ${report.size}: the cluster is full`);
  }
  if (report.state === 'used-up' && before < report.registered.length)
    progress.note('all have registered: Ctrl-C ends the service once the cluster is healthy');
}

/** How to have the same token again, at the same place. */
function goingOn({token}: NewToken, {place}: Registry): string {
  const [url = ''] = place.protocol === 'v2' ? [place.url.service] : place.endpoints;
  return `the same line goes on with --token ${token} --port ${new URL(url).port}`;
}

async function assertAlive(server: Server, {launch, token, registry}: Serving): Promise<void> {
  const [running] = await server.host.find([launch]);
  if (running !== undefined) return;
  const reason = await explainExit(server, launch);
  throw new OpsError('E_NODE_FAILED', `the discovery service has ended: ${reason}`, {
    hints: [goingOn(token, registry), `its log: ${launch.logFile}`],
  });
}

/** What its end means for whoever comes later. */
function tellEnd({progress}: Server, {token, registry, isOfSpec}: Serving, ended: EndedService): void {
  const {isOver, others = [], isRemoved} = ended;
  if (isRemoved) return progress.note('ended: all have registered, and nobody needs its data any more');
  if (isOver) {
    const whose =
      others.length === 0 ? 'it may hold other tokens' : `other tokens are in it: ${shown(others)}`;
    return progress.note(`ended: all have registered; its data stays, since ${whose}`);
  }
  progress.note(
    `ended; ${isOfSpec ? 'etcdops up runs it again where it is needed' : goingOn(token, registry)}`,
  );
}

/** Tells who registers until the user ends it; then the service ends too. Resolves to what became of its data. */
export async function superviseService(
  server: Server,
  serving: Serving,
  onNews: (report: RegistryReport) => void,
): Promise<EndedService> {
  const {registry, lock} = serving;
  const {clock, progress, signal} = server;
  let last: RegistryReport | undefined;
  try {
    while (!signal.aborted) {
      const report = await registry.read().then(
        content => judgeRegistry(content),
        () => undefined,
      );
      if (signal.aborted) break;
      await assertAlive(server, serving);
      if (report !== undefined) {
        const before = last?.registered.length ?? 0;
        tellNews(server, before, report);
        if (report.registered.length > before) onNews(report);
        last = report;
        progress.update(registrationText(report));
      }
      // It ends early only where the user ends the service.
      await clock.sleep(LOOK_MS, signal).catch(() => undefined);
    }
    const ended = await endService(server, {...serving, wasUsedUp: last?.state === 'used-up'});
    tellEnd(server, serving, ended);
    return ended;
  } finally {
    await stopService(server, serving.launch);
    await lock.release();
  }
}
