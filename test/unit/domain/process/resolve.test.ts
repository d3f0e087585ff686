import {describe, expect, it} from 'vitest';

import {judgeFiles} from '../../../helpers/judge-files.js';

const CONFIG = `name: infra0
Data-Dir: /var/lib/etcd
heartbeat-interval: 200
heartbeat-interval: 250
cipher-suites: [A, B]
log-level:
cert-file: /ignored.crt
client-transport-security:
  cert-file: /server.crt
  bogus: 1
`;

describe('a config file', () => {
  it('is read as etcd decodes it: case does not count, the last one does, null is nothing', async () => {
    const {processes} = await judgeFiles({'etcd.yaml': CONFIG});

    expect(processes).toHaveLength(1);
    const [{values, ignored, role, configured}] = processes as [(typeof processes)[number]];
    expect({role, configured}).toEqual({role: 'member', configured: 'config-file'});
    expect([...values].map(([name, {value}]) => [name, value])).toEqual([
      ['name', 'infra0'],
      ['data-dir', '/var/lib/etcd'],
      ['heartbeat-interval', '250'],
      ['cipher-suites', 'A,B'],
      ['cert-file', '/server.crt'],
    ]);
    expect(ignored.map(({assignment, why}) => [assignment.written, why])).toEqual([
      ['heartbeat-interval', 'repeated'],
      ['cert-file', 'unknown-key'],
      ['client-transport-security.bogus', 'unknown-key'],
    ]);
    expect(values.get('heartbeat-interval')?.place).toEqual({
      file: 'etcd.yaml',
      line: 4,
      column: 21,
      length: 3,
    });
  });

  it('keeps all digits of a number', async () => {
    const {processes} = await judgeFiles({
      'etcd.yaml': 'name: a\nquota-backend-bytes: 9223372036854775807\n',
    });

    expect(processes[0]?.values.get('quota-backend-bytes')?.value).toBe('9223372036854775807');
  });

  it('keeps what the reader cannot make out', async () => {
    const {processes} = await judgeFiles({'etcd.yaml': 'name: a\n\tdata-dir: x\n'});

    expect(processes[0]?.configFile?.problems[0]?.place.line).toBe(2);
  });
});
