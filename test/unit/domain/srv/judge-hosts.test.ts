import {describe, expect, it} from 'vitest';

import {judgeHosts} from '../../../../src/lib/domain/srv/judge-hosts.js';
import type {HostAnswer} from '../../../../src/lib/domain/srv/srv-answers.js';
import {planSrv} from '../../../../src/lib/domain/srv/srv-plan.js';
import {aMember, aSpec} from '../../../fakes/spec.js';

const nodes = [0, 1].map(index => aMember(index, {host: `10.0.0.${index + 1}`}));
const PLAN = planSrv(aSpec({nodes}), {domain: 'a.test'});

/** Of infra1; infra0 is as it should be. */
function judge(answer: HostAnswer) {
  const hosts = new Map([
    ['infra0.a.test', {addresses: ['10.0.0.1'], ttl: 300}],
    ['infra1.a.test', answer],
  ]);
  return judgeHosts(PLAN, {hosts});
}

describe('judgeHosts', () => {
  it.each<[string, HostAnswer, string[]]>([
    [
      'a host is an alias that leads nowhere',
      {addresses: [], alias: 'real.a.test', ttl: 300},
      [
        'error srv-target-unknown: infra1.a.test, the host of infra1, is an alias of real.a.test and has no address: etcd drops its record without a word',
        'warning srv-target-alias: infra1.a.test, the host of infra1, is an alias (CNAME) of real.a.test: etcd follows it, but SRV records may not name aliases (RFC 2782), and some resolvers refuse them',
      ],
    ],
    [
      'a host is in the hosts file alone',
      {addresses: ['10.0.0.2'], inDns: []},
      [
        'warning srv-hosts-file: infra1.a.test, the host of infra1, has its address by the hosts file of this machine alone, and none in DNS',
      ],
    ],
    [
      'the hosts file leads a host elsewhere than DNS does',
      {addresses: ['127.0.1.1'], inDns: ['10.0.0.2'], ttl: 300},
      [
        'error srv-target-address: infra1.a.test, the host of infra1, leads to 127.0.1.1 by the hosts file of this machine; infra1 is on 10.0.0.2',
      ],
    ],
    [
      'the hosts file hides that DNS leads a host elsewhere',
      {addresses: ['10.0.0.2'], inDns: ['10.9.9.9'], ttl: 300},
      [
        'warning srv-target-address: infra1.a.test, the host of infra1, leads to 10.9.9.9 in DNS, which the hosts file of this machine hides; infra1 is on 10.0.0.2',
      ],
    ],
    [
      'this machine and DNS differ, and not by the hosts file',
      {addresses: ['10.0.0.2'], here: ['10.0.0.9'], ttl: 60},
      [
        'warning srv-target-address: this machine resolves infra1.a.test, the host of infra1, to 10.0.0.9, DNS says 10.0.0.2; infra1 is on 10.0.0.2',
      ],
    ],
    [
      'this machine has the address by something else than DNS and the hosts file',
      {addresses: [], here: ['10.0.0.2']},
      [
        'warning srv-target-unknown: infra1.a.test, the host of infra1, has no address in DNS; this machine resolves it to 10.0.0.2',
      ],
    ],
    [
      'DNS fails, and the hosts file knows the host',
      {addresses: ['10.0.0.2'], inDns: [], dnsFailure: 'SERVFAIL'},
      ['warning srv-lookup-failed: the name server has no answer for infra1.a.test: SERVFAIL'],
    ],
  ])('%s', (_, answer, wanted) => {
    const {findings} = judge(answer);
    expect(findings.map(({rule, severity, message}) => `${severity} ${rule}: ${message}`)).toEqual(wanted);
  });

  it('an address of this machine may be in its hosts file alone', () => {
    const plan = planSrv(aSpec({nodes: [aMember(0)]}), {domain: 'a.test'});
    const hosts = new Map([['infra0.a.test', {addresses: ['127.0.0.1'], inDns: []}]]);
    expect(judgeHosts(plan, {hosts}).findings).toMatchObject([{rule: 'srv-hosts-file', severity: 'info'}]);
  });

  it.each<[string, HostAnswer, {add: string[]; remove: string[]}]>([
    [
      'an alias, beside which no address can stand',
      {addresses: ['10.0.0.2'], alias: 'real.a.test', ttl: 60},
      {
        add: ['infra1.a.test. 300 IN A 10.0.0.2'],
        remove: ['infra1.a.test. 60 IN CNAME real.a.test.'],
      },
    ],
    [
      'what the hosts file says',
      {addresses: ['127.0.1.1'], inDns: ['10.0.0.2'], ttl: 60},
      {add: [], remove: []},
    ],
    ['what DNS has no answer for', {addresses: ['10.0.0.2'], dnsFailure: 'SERVFAIL'}, {add: [], remove: []}],
    [
      'what it hides',
      {addresses: ['10.0.0.2'], inDns: ['10.9.9.9'], ttl: 60},
      {add: ['infra1.a.test. 300 IN A 10.0.0.2'], remove: ['infra1.a.test. 60 IN A 10.9.9.9']},
    ],
  ])('gives lines for DNS alone: %s', (_, answer, diff) => {
    expect(judge(answer)).toMatchObject(diff);
  });
});
