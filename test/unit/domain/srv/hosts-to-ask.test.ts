import {expect, it} from 'vitest';

import {hostsToAsk} from '../../../../src/lib/domain/srv/judge-srv.js';
import type {SrvAnswer} from '../../../../src/lib/domain/srv/srv-answers.js';
import {planSrv} from '../../../../src/lib/domain/srv/srv-plan.js';
import {aMember, aSpec} from '../../../fakes/spec.js';

it('addresses are asked for of ours, and of strangers up to a limit', () => {
  const nodes = [0, 1, 2].map(index => aMember(index, {host: `10.0.0.${index + 1}`}));
  const plan = planSrv(aSpec({nodes}), {domain: 'a.test'});
  const names = ['infra0', 'infra1', 'infra2', '', ...Array.from({length: 500}, (_, index) => `x${index}`)];
  const records = names.map(name => ({
    ...{priority: 0, weight: 0, port: 2380, ttl: 300},
    target: name === '' ? '' : `${name}.a.test`,
  }));
  const services = new Map<string, SrvAnswer>([['_etcd-server._tcp.a.test', {records}]]);

  const hosts = hostsToAsk(plan, services);

  expect(hosts.slice(0, 4)).toEqual(['infra0.a.test', 'infra1.a.test', 'infra2.a.test', 'x0.a.test']);
  expect(hosts).toHaveLength(43);
});
