import {aProxy, aSpec, members} from '../../../fakes/spec.js';
import {testRules} from './rule-rows.js';

const EXTERNAL = {
  mode: 'external',
  certFile: 'certs/{name}.crt',
  keyFile: 'certs/{name}.key',
  trustedCaFile: 'certs/ca.crt',
  clientCertFile: 'certs/admin.crt',
  clientKeyFile: 'certs/admin.key',
} as const;

const {keyFile: _, ...withoutKey} = EXTERNAL;

testRules('spec-tls-rules.ts', [
  {
    rule: 'plain-listen-unused',
    severity: 'error',
    at: 'nodes[3].plainListen',
    raises: aSpec({tls: {mode: 'ca'}, nodes: [...members(3), aProxy('gateway', {plainListen: true})]}),
    quiet: aSpec({tls: {mode: 'ca'}, nodes: [...members(3), aProxy('grpc-proxy', {plainListen: true})]}),
    says: 'plainListen is for gRPC proxies, and gateway0 is a gateway (remove it)',
  },
  {
    rule: 'plain-listen-unused',
    severity: 'error',
    at: 'nodes[3].plainListen',
    raises: aSpec({nodes: [...members(3), aProxy('grpc-proxy', {plainListen: true})]}),
    quiet: aSpec({nodes: [...members(3), aProxy('grpc-proxy')]}),
    says: 'plainListen of grpc-proxy0 has no effect: the cluster has no TLS (remove it)',
  },
  {
    rule: 'tls-key-unused',
    severity: 'error',
    at: 'tls.peerCa',
    raises: aSpec({tls: {mode: 'auto', peerCa: 'separate'}}),
    quiet: aSpec({tls: {mode: 'ca', peerCa: 'separate'}}),
    says: 'tls.peerCa has no effect with mode: auto (remove it, or write mode: ca)',
  },
  {
    rule: 'tls-key-unused',
    severity: 'error',
    at: 'tls.certFile',
    raises: aSpec({tls: {...EXTERNAL, mode: 'ca'}}),
    quiet: aSpec({tls: EXTERNAL}),
    says: 'write mode: external',
  },
  {
    rule: 'tls-file-unnamed',
    severity: 'error',
    at: 'tls.mode',
    raises: aSpec({tls: withoutKey}),
    quiet: aSpec({
      tls: withoutKey,
      nodes: members(2).map(node => ({...node, tls: {keyFile: `${node.name}.pem`}})),
    }),
    says: 'mode: external needs tls.keyFile (write for example keyFile: certs/{name}.key)',
  },
  {
    rule: 'tls-file-unnamed',
    severity: 'warning',
    at: 'tls.mode',
    raises: aSpec({tls: {mode: 'external', certFile: 'a', keyFile: 'b', trustedCaFile: 'c'}}),
    quiet: aSpec({tls: {mode: 'external', certFile: 'a', keyFile: 'b'}}),
    says: 'without tls.clientCertFile and tls.clientKeyFile ctl, env and status have no certificate to show (write for example clientCertFile: certs/admin.crt and clientKeyFile: certs/admin.key)',
  },
  {
    rule: 'tls-file-unnamed',
    severity: 'warning',
    at: 'tls.mode',
    raises: aSpec({tls: EXTERNAL, nodes: [...members(3), aProxy('grpc-proxy')]}),
    quiet: aSpec({
      tls: {...EXTERNAL, proxyCertFile: 'certs/proxy.crt', proxyKeyFile: 'certs/proxy.key'},
      nodes: [...members(3), aProxy('grpc-proxy')],
    }),
    says: 'gRPC proxies have no certificate',
  },
  {
    rule: 'tls-file-shared',
    severity: 'warning',
    at: 'tls.certFile',
    raises: aSpec({tls: {...EXTERNAL, certFile: 'certs/all.crt'}}),
    quiet: aSpec({tls: {...EXTERNAL, certFile: 'certs/one.crt'}, nodes: members(1)}),
    says: 'certs/all.crt',
  },
]);
