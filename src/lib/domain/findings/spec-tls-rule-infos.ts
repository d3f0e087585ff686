import type {SpecRuleInfo} from './spec-rule-info.js';

const MEMBER = '{name: infra0, role: member, host: 127.0.0.1, ports: {client: 2379, peer: 2380}}';
const PLACE = 'host: 127.0.0.1, ports: {client: 2389}';
const EXTERNAL = [
  'certFile: "certs/{name}.crt", keyFile: "certs/{name}.key", trustedCaFile: certs/ca.crt',
  'clientCertFile: certs/admin.crt, clientKeyFile: certs/admin.key',
].join(', ');

/** Rules about the block `tls` of a spec. */
export const SPEC_TLS_RULE_INFOS: readonly SpecRuleInfo[] = [
  {
    id: 'tls-key-unused',
    severity: 'error',
    title: 'A key of tls that its mode does not read',
    why: 'Somebody means it to protect the cluster, and it would do nothing.',
    bad: 'tls: {mode: auto, peerCa: separate}',
    good: 'tls: {mode: ca, peerCa: separate}',
  },
  {
    id: 'tls-file-unnamed',
    severity: 'error',
    title: 'Certificates made elsewhere, of which one is not named',
    why: 'With mode external every process needs its certificate and the key of it. Where a CA asks for certificates of clients, the commands that talk to the cluster need one of their own (a warning).',
    bad: 'tls: {mode: external, certFile: "certs/{name}.crt"}',
    good: `tls: {mode: external, ${EXTERNAL}}`,
  },
  {
    id: 'tls-file-shared',
    severity: 'warning',
    title: 'One certificate for all nodes',
    why: 'It must carry the names of all of them, and whoever gets the key of one node has that of all.',
    bad: `tls: {mode: external, ${EXTERNAL.replace('{name}.crt', 'all.crt')}}`,
    good: `tls: {mode: external, ${EXTERNAL}}`,
  },
  {
    id: 'plain-listen-unused',
    severity: 'error',
    title: 'Clients without TLS where that means nothing',
    why: 'A gRPC proxy ends TLS and begins it anew, so it alone can serve clients without TLS before members with it. A gateway passes on what the members speak.',
    bad: `tls: {mode: ca}\nnodes:\n  - ${MEMBER}\n  - {name: gateway0, role: gateway, plainListen: true, ${PLACE}}`,
    good: `tls: {mode: ca}\nnodes:\n  - ${MEMBER}\n  - {name: grpc-proxy0, role: grpc-proxy, plainListen: true, ${PLACE}}`,
  },
];
