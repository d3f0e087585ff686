import {createPrivateKey} from 'node:crypto';
import {existsSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {runCli} from '../helpers/cli.js';
import {etcdBinDir} from '../helpers/etcd-binaries.js';
import {freeBasePort} from '../helpers/free-ports.js';
import {KEYS, startCliInPty} from '../helpers/pty.js';
import {tempDir} from '../helpers/temp-dir.js';
import type {ErrorJson} from './observed-cluster.js';
import {filesOnly} from './pki-files.js';

const SECRET = 'open sesame';
const QUESTION = /New passphrase of the CA's key:/;
const AGAIN = /The same again:/;

/** A folder with a spec, and no CA yet. */
async function withoutCa(args: readonly string[] = []): Promise<string> {
  const dir = await filesOnly(args);
  rmSync(join(dir, 'pki'), {recursive: true});
  return dir;
}

function opens(dir: string, name: string, passphrase: string): boolean {
  const key = readFileSync(join(dir, 'pki', name));
  expect(key.toString()).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY-----/);
  return createPrivateKey({key, passphrase}).type === 'private';
}

function bootstrapLine(basePort: number): string[] {
  const nodes = ['--members', '1', '--base-port', String(basePort)];
  return ['bootstrap', 'static', ...nodes, '--tls', 'ca', '--encrypt', '--etcd-bin-dir', etcdBinDir('3.7')];
}

describe('a new passphrase for the key of a CA', () => {
  it('is asked for until it comes twice the same, once for all CAs, and is not shown', async () => {
    const dir = await withoutCa(['--peer-ca', 'separate']);

    const session = startCliInPty(['tls', 'ca', '--encrypt'], {cwd: dir});
    await session.waitFor(QUESTION);
    session.type(KEYS.enter);
    await session.waitFor(/it is empty/);
    session.type(`${SECRET}${KEYS.enter}`);
    await session.waitFor(AGAIN);
    session.type(`open sesam${KEYS.enter}`);
    await session.waitFor(/The two differ\. New passphrase of the CA's key:/);
    session.type(`${SECRET}${KEYS.enter}`);
    await session.waitFor(AGAIN);
    session.type(`${SECRET}${KEYS.enter}`);

    expect(await session.exitCode()).toBe(0);
    expect(session.raw()).not.toContain('sesam');
    expect([opens(dir, 'ca.key', SECRET), opens(dir, 'peer-ca.key', SECRET)]).toEqual([true, true]);
    const issued = await runCli(['tls', 'issue'], {cwd: dir, env: {ETCDOPS_CA_PASSPHRASE: SECRET}});
    expect(issued.exitCode, issued.stderr).toBe(0);
    // One that is there needs none.
    expect((await runCli(['tls', 'ca', '--encrypt'], {cwd: dir})).exitCode).toBe(0);
  });

  it('given up at the question, leaves no CA', async () => {
    const dir = await withoutCa();

    const session = startCliInPty(['tls', 'ca', '--encrypt'], {cwd: dir});
    await session.waitFor(QUESTION);
    session.type(`${SECRET}${KEYS.enter}`);
    await session.waitFor(AGAIN);
    session.type(KEYS.ctrlC);

    expect(await session.exitCode()).toBe(130);
    expect(existsSync(join(dir, 'pki'))).toBe(false);
  });

  it('is not asked for without a terminal or with --json, and a file or the variable stands for it', async () => {
    const dir = await withoutCa();
    const file = join(tempDir('secret'), 'ca.pass');
    writeFileSync(file, `${SECRET}\n`, {mode: 0o600});

    const refused = await runCli(['tls', 'ca', '--encrypt'], {cwd: dir});
    const asJson = await runCli(['tls', 'ca', '--encrypt', '--json'], {cwd: dir});
    const planned = await runCli(['tls', 'ca', '--encrypt', '--dry-run'], {cwd: dir});

    expect([refused.exitCode, asJson.exitCode, planned.exitCode]).toEqual([10, 10, 0]);
    expect(refused.stderr).toContain('--encrypt asks for a new passphrase, and there is no terminal');
    expect(asJson.json<ErrorJson>().error).toMatchObject({
      code: 'E_NEEDS_INPUT',
      hints: ['add --ca-passphrase-file FILE to the command, or set ETCDOPS_CA_PASSPHRASE'],
    });
    expect(existsSync(join(dir, 'pki'))).toBe(false);
    const made = await runCli(['tls', 'ca', '--encrypt', '--ca-passphrase-file', file], {cwd: dir});
    expect(made.exitCode, made.stderr).toBe(0);
    expect(opens(dir, 'ca.key', SECRET)).toBe(true);
  });

  it('is asked for by bootstrap too, which without an answer leaves the folder as it was', async () => {
    const dir = tempDir('tls');
    const line = bootstrapLine(await freeBasePort(1));

    const refused = await runCli(line, {cwd: dir});
    expect(refused.exitCode).toBe(10);
    expect(readdirSync(dir)).toEqual([]);
    const given = startCliInPty(line, {cwd: dir});
    await given.waitFor(QUESTION);
    given.type(KEYS.ctrlC);
    expect(await given.exitCode()).toBe(130);
    expect(readdirSync(dir)).toEqual([]);

    const session = startCliInPty(line, {cwd: dir});
    for (const question of [QUESTION, AGAIN]) {
      await session.waitFor(question);
      session.type(`${SECRET}${KEYS.enter}`);
    }

    expect(await session.exitCode()).toBe(0);
    expect(session.raw()).not.toContain('sesame');
    expect(opens(dir, 'ca.key', SECRET)).toBe(true);
    expect((await runCli(['tls', 'verify'], {cwd: dir})).exitCode).toBe(0);
  });
});
