import type {BootstrapRequest} from '../../src/lib/domain/bootstrap/plan-bootstrap.js';

/** What `bootstrap static` asks for: three members on this machine. */
export function aRequest(change: Partial<BootstrapRequest> = {}): BootstrapRequest {
  return {
    cluster: 'demo',
    members: 3,
    host: '127.0.0.1',
    basePort: 2379,
    proxies: 0,
    proxyMode: 'readwrite',
    enableV2: true,
    gateways: 0,
    grpcProxies: 0,
    formats: ['config', 'procfile'],
    tls: {mode: 'none'},
    ...change,
  };
}
