import {writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {execa} from 'execa';
import {expect, it} from 'vitest';

import {cleanEnv} from '../helpers/cli.js';
import {nameServer} from '../helpers/name-server.js';
import {ok, srvFolder, type SrvFolder} from './srv-folder.js';

const MEMBERS = ['infra0=10.0.0.1', 'infra1=fd00::1', 'infra2=etcd2.a.test'];

/** A folder with a spec of members on IPv4, on IPv6 and on a host that DNS is to know already. */
async function aSpec(): Promise<SrvFolder> {
  const folder = await srvFolder('3.7', 1);
  const members = MEMBERS.flatMap(member => ['--member', member]);
  ok(await folder.run(['bootstrap', 'srv', '--domain', 'a.test', '--srv-name', 'blue', ...members]));
  return folder;
}

it('dnsmasq serves the lines that srv plan has for it as srv check wants them', async () => {
  const {dir, run} = await aSpec();
  const lines = ok(await run(['srv', 'plan', '--format', 'dnsmasq'])).stdout;
  const told = (name: string, text: string): string[] => {
    writeFileSync(join(dir, name), text);
    const ttl = /local-ttl=\d+/.exec(lines)![0];
    return [
      '--local=/test/',
      `--${ttl}`,
      '--host-record=etcd2.a.test,10.0.0.3',
      `--conf-file=${join(dir, name)}`,
    ];
  };
  const server = await nameServer(told('whole.conf', lines));

  const whole = await run(['srv', 'check', '--server', server.address, '--json']);
  await server.change(told('less.conf', lines.replace(/^srv-host=_etcd-server.*infra1.*$/m, '')));
  const less = await run(['srv', 'check', '--server', server.address, '--json']);

  expect(whole.json()).toMatchObject({findings: []});
  expect(whole.exitCode).toBe(0);
  expect(less.json()).toMatchObject({findings: [{rule: 'srv-missing'}]});
});

function checkZone(...args: string[]) {
  const program = process.env['ETCDOPS_TEST_NAMED_CHECKZONE'];
  if (program === undefined)
    throw new Error('no named-checkzone: `npm test` fetches it (scripts/test-tools.mjs)');
  return execa(program, args, {env: cleanEnv(), extendEnv: false, reject: false, stdin: 'ignore'});
}

it('BIND reads the zone lines of srv plan, and the file that bootstrap wrote, as the same records', async () => {
  const {dir, run} = await aSpec();
  const head = ['$TTL 60', '@ IN SOA ns hostmaster 1 3600 600 86400 60', '@ IN NS ns', 'ns IN A 10.0.0.9'];
  const zones = {
    planned: `${head.join('\n')}\netcd2 IN A 10.0.0.3\n${ok(await run(['srv', 'plan', '--format', 'zone'])).stdout}\n`,
    included: `${head.join('\n')}\netcd2 IN A 10.0.0.3\n$INCLUDE ${join(dir, 'dns/a.test.zone')}\n`,
  };

  const read = await Promise.all(
    Object.entries(zones).map(([name, text]) => {
      const file = join(dir, name);
      writeFileSync(file, text);
      // All checks, and the zone as it was understood.
      return checkZone('-k', 'fail', '-m', 'fail', '-n', 'fail', '-D', '-o', '-', 'a.test', file);
    }),
  );

  const [planned, included] = read.map(({stdout, stderr, exitCode}) => {
    expect(exitCode, stderr).toBe(0);
    return stdout.split('\n').map(line => line.replace(/\s+/g, ' '));
  });
  const servers = ['server', 'client'].flatMap((kind, index) =>
    ['infra0-blue', 'infra1-blue', 'etcd2'].map(
      host => `_etcd-${kind}-blue._tcp.a.test. 300 IN SRV 0 0 ${index === 0 ? 2380 : 2379} ${host}.a.test.`,
    ),
  );
  expect(planned).toEqual(included);
  expect(planned!.filter(line => / (SRV|AAAA|A) /.test(line)).sort()).toEqual(
    [
      ...servers,
      'etcd2.a.test. 60 IN A 10.0.0.3',
      'infra0-blue.a.test. 300 IN A 10.0.0.1',
      'infra1-blue.a.test. 300 IN AAAA fd00::1',
      'ns.a.test. 60 IN A 10.0.0.9',
    ].sort(),
  );
});
