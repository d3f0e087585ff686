import {readInitialCluster} from '../process/initial-cluster.js';
import {givenOf, isTrue, valueOf} from '../process/values.js';
import type {EtcdProcess} from '../process/etcd-process.js';
import {endpointsOf} from '../rules/proxy-endpoints.js';

/** A server to which a proxy will connect. */
export interface Target {
  /** As written. */
  readonly text: string;
  readonly host: string;
  readonly port: number;
  /** What the proxy will speak there; undefined where it passes on whatever its clients speak. */
  readonly wire?: 'plain' | 'tls';
}

/** Whether a flag makes a gRPC proxy speak TLS to endpoints without a scheme. */
function hasTlsFlag(process: EtcdProcess): boolean {
  const isGiven = (name: string): boolean => (valueOf(process, name) ?? '') !== '';
  return isGiven('cacert') || isGiven('cert') || isTrue(process, 'insecure-skip-tls-verify');
}

function wireOf(process: EtcdProcess, scheme: string): Target['wire'] {
  if (process.role === 'gateway') return undefined;
  if (scheme === 'https') return 'tls';
  return scheme !== 'http' && hasTlsFlag(process) ? 'tls' : 'plain';
}

function peersOf(process: EtcdProcess): Target[] {
  // Its default is a member on this very machine, which a discovery makes void.
  const {entries} = readInitialCluster(givenOf(process, 'initial-cluster')?.value ?? '', process.version);
  return entries.flatMap(({url: {text, host, port, scheme}}) =>
    Number(port) > 0
      ? [{text, host, port: Number(port), wire: scheme === 'https' ? 'tls' : 'plain'} as const]
      : [],
  );
}

/** The servers that a process names, as far as they can be read: the rules tell of the others. */
export function targetsOf(process: EtcdProcess): Target[] {
  if (process.role === 'v2-proxy') return peersOf(process);
  return (endpointsOf(process)?.endpoints ?? []).flatMap(({text, hostPort, scheme}) => {
    const port = Number(hostPort?.port);
    if (hostPort === undefined || !(port > 0)) return [];
    const wire = wireOf(process, scheme);
    return [{text, host: hostPort.host, port, ...(wire === undefined ? {} : {wire})}];
  });
}
