import {aMember, aSpec, members} from '../../../fakes/spec.js';
import {testRules} from './rule-rows.js';

const SRV = {method: 'srv', domain: 'example.com'} as const;

testRules('spec-srv-rules.ts', [
  {
    rule: 'srv-needs-tls',
    severity: 'error',
    at: 'bootstrap.method',
    raises: aSpec({version: '3.4.45', bootstrap: SRV}),
    quiet: aSpec({version: '3.4.45', bootstrap: SRV, tls: {mode: 'ca'}}),
    says: '_etcd-server-ssl alone',
  },
  {
    rule: 'srv-name-length',
    severity: 'error',
    at: 'bootstrap.name',
    raises: aSpec({
      bootstrap: {...SRV, domain: `${`${'a'.repeat(60)}.`.repeat(3)}example`, name: 'x'.repeat(46)},
    }),
    quiet: aSpec({bootstrap: {...SRV, domain: `${`${'a'.repeat(60)}.`.repeat(3)}example`}}),
    says: 'would have 259 characters',
  },
  {
    rule: 'srv-target-name',
    severity: 'error',
    at: 'nodes[0].name',
    raises: aSpec({bootstrap: SRV, nodes: members(1, {name: 'infra_0'})}),
    quiet: aSpec({bootstrap: SRV, nodes: members(1, {name: 'infra_0', host: 'etcd0.example.com'})}),
    says: '"infra_0.example.com" is neither an IP address nor a DNS name',
  },
  {
    rule: 'srv-same-target',
    severity: 'error',
    at: 'nodes[1].name',
    raises: aSpec({
      bootstrap: SRV,
      nodes: [aMember(0, {host: '10.0.0.1'}), aMember(0, {name: 'Infra0', host: '10.0.0.2'}), aMember(2)],
    }),
    quiet: aSpec({bootstrap: SRV, nodes: [aMember(0), aMember(1, {name: 'Infra0'}), aMember(2)]}),
    says: 'Infra0 and infra0 would both be infra0.example.com:2380 in DNS',
  },
  {
    rule: 'srv-number-name',
    severity: 'error',
    at: 'nodes[0].name',
    raises: aSpec({bootstrap: SRV, nodes: [aMember(0, {name: '1'}), aMember(1), aMember(2)]}),
    quiet: aSpec({bootstrap: SRV, nodes: [aMember(0, {name: '2'}), aMember(1), aMember(2)]}),
    says: 'takes another one for "1"',
  },
]);
