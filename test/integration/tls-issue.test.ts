import {existsSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {runCli, runCliOk} from '../helpers/cli.js';
import {etcdBinDir} from '../helpers/etcd-binaries.js';
import {freeBasePort} from '../helpers/free-ports.js';
import {startCliInPty} from '../helpers/pty.js';
import {tempDir} from '../helpers/temp-dir.js';
import type {ErrorJson} from './observed-cluster.js';
import {type ListJson, type IssuedJson, filesOnly} from './pki-files.js';

describe('tls issue', () => {
  it('makes what is missing, keeps a key that is there, and says when there is nothing to do', async () => {
    const dir = await filesOnly();
    rmSync(join(dir, 'pki/nodes/infra0/peer.crt'));
    rmSync(join(dir, 'pki/clients'), {recursive: true});
    const key = readFileSync(join(dir, 'pki/nodes/infra0/peer.key'), 'utf8');

    const planned = (await runCli(['tls', 'issue', '--dry-run', '--json'], {cwd: dir})).json<IssuedJson>();
    expect(existsSync(join(dir, 'pki/clients'))).toBe(false);
    const issued = (await runCli(['tls', 'issue', '--json'], {cwd: dir})).json<IssuedJson>();
    const again = (await runCli(['tls', 'issue', '--json'], {cwd: dir})).json<IssuedJson>();

    const outcomes = ({certificates}: IssuedJson): string[] => certificates.map(({outcome}) => outcome);
    expect(outcomes(planned)).toEqual(['there', 'planned', 'planned']);
    expect(outcomes(issued)).toEqual(['there', 'issued', 'issued']);
    expect(outcomes(again)).toEqual(['there', 'there', 'there']);
    expect(readFileSync(join(dir, 'pki/nodes/infra0/peer.key'), 'utf8')).toBe(key);
    expect((await runCli(['tls', 'verify'], {cwd: dir})).exitCode).toBe(0);
  });

  it('takes further names and days', async () => {
    const dir = await filesOnly();

    const result = await runCli(
      ['tls', 'issue', 'infra0', '--san', 'a.example.com', '--san', '10.9.9.9', '--days', '7'],
      {cwd: dir},
    );

    expect(result.exitCode, result.stderr).toBe(0);
    const {certificates} = (await runCli(['tls', 'list', '--json'], {cwd: dir})).json<ListJson>();
    const server = certificates.find(({path}) => path.endsWith('server.crt'))!;
    expect(server.sans).toEqual(expect.arrayContaining(['DNS:a.example.com', 'IP:10.9.9.9', 'IP:127.0.0.1']));
    expect(server.daysLeft).toBe(6);
    await runCli(['tls', 'renew'], {cwd: dir});
    const renewed = (await runCli(['tls', 'list', '--json'], {cwd: dir})).json<ListJson>();
    expect(renewed.certificates.find(({path}) => path.endsWith('server.crt'))?.sans).toEqual(server.sans);
    const status = await runCli(['status'], {cwd: dir});
    expect(status.stdout).not.toContain('ends in');
  });

  it('an encrypted CA takes its passphrase from a file, a variable or a person, whom nothing is shown', async () => {
    const dir = tempDir('tls');
    const pass = join(tempDir('secret'), 'ca.pass');
    writeFileSync(pass, 'open sesame\n', {mode: 0o600});
    const nodes = [
      '--members',
      '1',
      '--base-port',
      String(await freeBasePort(1)),
      '--etcd-bin-dir',
      etcdBinDir('3.7'),
    ];
    await runCli(['bootstrap', 'static', ...nodes, '--tls', 'ca', '--ca-passphrase-file', pass], {cwd: dir});

    expect(readFileSync(join(dir, 'pki/ca.key'), 'utf8')).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY-----/);
    const without = await runCli(['tls', 'issue', '--client', 'a', '--json'], {cwd: dir});
    const wrong = await runCli(['tls', 'issue', '--client', 'a', '--json'], {
      cwd: dir,
      env: {ETCDOPS_CA_PASSPHRASE: 'x'},
    });
    expect([without.exitCode, wrong.exitCode]).toEqual([3, 3]);
    expect(without.json<ErrorJson>().error).toMatchObject({
      code: 'E_PASSPHRASE',
      message: expect.stringContaining('pki/ca.key is encrypted') as string,
    });
    expect(wrong.json<ErrorJson>().error.message).toBe('the passphrase does not open pki/ca.key');
    expect(existsSync(join(dir, 'pki/clients/a.key'))).toBe(false);
    const byFile = await runCli(['tls', 'issue', '--client', 'a', '--ca-passphrase-file', pass], {cwd: dir});
    const byVariable = await runCli(['tls', 'issue', '--client', 'b'], {
      cwd: dir,
      env: {ETCDOPS_CA_PASSPHRASE: 'open sesame'},
    });
    expect([byFile.exitCode, byVariable.exitCode]).toEqual([0, 0]);

    const session = startCliInPty(['tls', 'issue', '--client', 'c'], {cwd: dir});
    await session.waitFor(/Passphrase of pki\/ca\.key:/);
    session.type('open sesame\r');
    expect(await session.exitCode()).toBe(0);
    expect(session.raw()).not.toContain('sesame');
    expect(existsSync(join(dir, 'pki/clients/c.key'))).toBe(true);
  });
});

describe('a cluster without TLS', () => {
  it('has nothing to list or verify, and no CA to sign with', async () => {
    const dir = tempDir('plain');
    await runCliOk(['bootstrap', 'static', '--host', '10.0.0.1', '--etcd-bin-dir', etcdBinDir('3.7')], {
      cwd: dir,
    });

    const [list, verify, issue] = await Promise.all(
      [['list'], ['verify'], ['issue', '--json']].map(args => runCli(['tls', ...args], {cwd: dir})),
    );

    expect(list).toMatchObject({exitCode: 0, stdout: expect.stringContaining('tls mode: none') as string});
    expect(verify).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('nothing to verify') as string,
    });
    expect(issue!.exitCode).toBe(3);
    expect(issue!.json<ErrorJson>().error).toMatchObject({
      code: 'E_CA_MISSING',
      hints: ['a cluster with an own CA: etcdops bootstrap static --tls ca'],
    });
  });
});
