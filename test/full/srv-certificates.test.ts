import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {expect, it} from 'vitest';

import {cleanEnv} from '../helpers/cli.js';
import {onDispose} from '../helpers/disposal.js';
import {etcdBinDir, type EtcdTestLine} from '../helpers/etcd-binaries.js';
import {nameServer} from '../helpers/name-server.js';
import {endProcessesOf} from '../helpers/processes.js';
import {until} from '../integration/foreground-run.js';
import {ok, rightRecords, srvFolder, type SrvFolder} from '../integration/srv-folder.js';

/** Certificates of before the names in DNS, with further names or without. */
async function converted(line: EtcdTestLine, sans: readonly string[]) {
  const folder = await srvFolder(line, 2);
  const {basePort} = folder;
  const server = await nameServer(rightRecords({domain: 'a.test', basePort, members: 2, isTls: true}));
  const names = sans.flatMap(name => ['--san', name]);
  const ports = ['--members', '2', '--base-port', String(basePort)];
  ok(await folder.run(['bootstrap', 'static', ...ports, '--tls', 'ca', ...names]));
  ok(await folder.run(['convert-bootstrap', 'srv', '--domain', 'a.test']));
  const check = await folder.run(['srv', 'check', '--json'], server.before);
  const {findings} = check.json<{findings: {rule: string; severity: string; message: string}[]}>();
  const peers = findings.filter(({severity}) => severity === 'error').map(({message}) => message);
  return {folder, before: server.before, exitCode: check.exitCode, findings, peers};
}

/** Starts both members by real etcd until they say what is waited for; resolves to all that they said. */
async function saidBy(
  {dir}: SrvFolder,
  {line, before, env = {}}: {line: EtcdTestLine; before: readonly string[]; env?: Record<string, string>},
  wanted: RegExp,
): Promise<string> {
  let said = '';
  const ends = ['infra0', 'infra1'].map(name => {
    const etcd = [join(etcdBinDir(line), 'etcd'), '--config-file', `nodes/${name}/etcd.yaml`];
    const [program = '', ...words] = [...before, ...etcd];
    const child = spawn(program, words, {
      cwd: dir,
      env: cleanEnv(env),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    onDispose(() => void child.kill('SIGKILL'));
    child.stderr.on('data', chunk => (said += String(chunk)));
    return once(child, 'close');
  });
  await until(
    () => `they say ${wanted}\n${said.slice(-2000)}`,
    () => Promise.resolve(wanted.test(said)),
  );
  await endProcessesOf(dir);
  await Promise.all(ends);
  return said;
}

/** Members without a CA for peers: they believe those of the system. */
function withoutPeerCa({dir}: SrvFolder): void {
  for (const name of ['infra0', 'infra1']) {
    const path = join(dir, 'nodes', name, 'etcd.yaml');
    const [head = '', peer = ''] = readFileSync(path, 'utf8').split('peer-transport-security:');
    const left = peer.replace(/^ {2}(?:trusted-ca-file|client-cert-auth):.*\n/gm, '');
    writeFileSync(path, `${head}peer-transport-security:${left}`);
  }
}

const LINES = ['3.4', '3.7'] as const;

it('peers refuse a certificate without the name of the host, and srv check says so before', async () => {
  const judge = async (line: EtcdTestLine): Promise<void> => {
    const {folder, before, exitCode, peers} = await converted(line, []);
    const up = await folder.run(['up'], before);

    expect(exitCode).toBe(3);
    expect(peers).toEqual([
      'the certificate of infra0 is not good for infra0.a.test and a.test, where SRV records lead',
      'the certificate of infra1 is not good for infra1.a.test and a.test, where SRV records lead',
    ]);
    expect(up).toMatchObject({exitCode: 4});
    await saidBy(folder, {line, before}, /x509: [^"]*, not infra[01]\.a\.test/);
  };
  await Promise.all(LINES.map(judge));
});

it('without the domain they refuse it where they have no CA for peers, and take it where they have one', async () => {
  const judge = async (line: EtcdTestLine): Promise<void> => {
    const {folder, before, exitCode, findings, peers} = await converted(line, [
      'infra0.a.test',
      'infra1.a.test',
    ]);

    expect(exitCode).toBe(3);
    expect(peers).toEqual([]);
    expect(new Set(findings.map(({severity, rule}) => `${severity} ${rule}`))).toEqual(
      new Set(['warning srv-certificate']),
    );
    const serving = await saidBy(folder, {line, before}, /serving client traffic securely/);
    expect(serving).not.toContain('x509');
    rmSync(join(folder.dir, '.etcdops/data'), {recursive: true});
    withoutPeerCa(folder);
    const env = {SSL_CERT_FILE: join(folder.dir, 'pki/ca.crt')};
    await saidBy(folder, {line, before, env}, /x509: [^"]*, not a\.test/);
  };
  await Promise.all(LINES.map(judge));
});
