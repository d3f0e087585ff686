import type {SpecRuleInfo} from './spec-rule-info.js';

const EXTERNAL = [
  'certFile: "certs/{name}.crt", keyFile: "certs/{name}.key", trustedCaFile: certs/ca.crt',
  'clientCertFile: certs/admin.crt, clientKeyFile: certs/admin.key',
].join(', ');

const NODES = `etcd: {version: 3.5.35}
nodes:
  - {name: infra0, role: member, host: 127.0.0.1, ports: {client: 2379, peer: 2380}}
  - {name: proxy0, role: v2-proxy, host: 127.0.0.1, ports: {client: 2389}}`;

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
    id: 'tls-file-missing',
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
    id: 'tls-proxy-two-cas',
    severity: 'error',
    title: 'A v2 proxy between two CAs',
    why: 'It shows the same certificate to the client ports and to the peer ports of the members. With a CA of its own for peers one of the two refuses it.',
    bad: `tls: {mode: ca, peerCa: separate}\n${NODES}`,
    good: `tls: {mode: ca, peerCa: shared}\n${NODES}`,
  },
];
