import {expect, it} from 'vitest';

import {planSrv} from '../../../src/lib/domain/srv/srv-plan.js';
import {srvPlanView} from '../../../src/lib/views/srv-plan-view.js';
import {aMember, aSpec} from '../../fakes/spec.js';

it('names each name once where a table would be wider than the terminal', () => {
  const nodes = [0, 1].map(index => aMember(index, {host: `10.0.0.${index + 1}`}));
  const plan = planSrv(aSpec({nodes}), {domain: 'cluster.example.com'});

  const text = srvPlanView({plan, format: undefined}, {color: false, width: 80});

  expect(text).toContain(
    '_etcd-server._tcp.cluster.example.com 300 SRV\n' +
      '  0 0 2380 infra0.cluster.example.com  (infra0)\n' +
      '  0 0 2390 infra1.cluster.example.com  (infra1)\n',
  );
  expect(text).toContain('infra1.cluster.example.com 300 A\n  10.0.0.2  (infra1)\n');
  const records = text.split('\n\n')[0]!.split('\n');
  expect(records.filter(line => line.length > 80)).toEqual([]);
});
