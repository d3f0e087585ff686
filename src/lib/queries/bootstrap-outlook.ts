import type {Adapters} from '../adapters/adapters.js';
import {planArtifacts} from '../domain/artifacts/plan-artifacts.js';
import {planBootstrap, requestProblems, type BootstrapRequest} from '../domain/bootstrap/plan-bootstrap.js';
import {dataDirOf, livesInFolder} from '../domain/layout/layout.js';
import {isOnThisMachine} from '../domain/nodes/locality.js';
import {MAX_PORT} from '../domain/nodes/ports.js';
import type {ClusterSpec} from '../domain/spec/schema.js';
import {portProblems} from './port-problems.js';

type HostReader = Pick<Adapters, 'host'>;

/** Where to look for ports when the usual ones are taken; below the range of outgoing connections. */
const OTHER_PORTS = {first: 12_379, step: 1000, count: 15} as const;

/** The spec that a request would become, but for what only the real bootstrap adds. */
function plannedSpec({host}: HostReader, request: BootstrapRequest, version: string): ClusterSpec {
  return planBootstrap(request, {etcd: {version}, ownAddresses: host.ownAddresses(), randomHex: ''});
}

/** Whether every member would run on this machine, so that etcdops can start them. */
export function runsHere(reader: HostReader, request: BootstrapRequest, version: string): boolean {
  const own = reader.host.ownAddresses();
  const spec = plannedSpec(reader, request, version);
  return spec.nodes.every(node => node.role !== 'member' || isOnThisMachine(spec, node, own));
}

/** What a bootstrap would find in the way in its folder, were it there: relative paths. */
export function pathsToWrite(reader: HostReader, request: BootstrapRequest, version: string): string[] {
  const spec = plannedSpec(reader, request, version);
  const artifacts = planArtifacts({spec, folder: '/', formats: request.formats});
  return [...artifacts.map(({path}) => path), ...spec.nodes.filter(livesInFolder).map(dataDirOf)];
}

/** A sentence for each port of this machine that the cluster could not have now. */
export async function requestPortProblems(
  reader: HostReader,
  request: BootstrapRequest,
  version: string,
): Promise<string[]> {
  const own = reader.host.ownAddresses();
  const spec = plannedSpec(reader, request, version);
  return portProblems(
    reader,
    spec.nodes.filter(node => isOnThisMachine(spec, node, own)),
  );
}

/** A base port with which the cluster could have all its ports; undefined where a short look finds none. */
export async function findBasePort(
  reader: HostReader,
  request: BootstrapRequest,
  version: string,
): Promise<number | undefined> {
  for (let index = 0; index < OTHER_PORTS.count; index++) {
    const basePort = OTHER_PORTS.first + index * OTHER_PORTS.step;
    const moved = {...request, basePort};
    if (basePort > MAX_PORT || requestProblems(moved).length > 0) return undefined;
    if ((await requestPortProblems(reader, moved, version)).length === 0) return basePort;
  }
  return undefined;
}
