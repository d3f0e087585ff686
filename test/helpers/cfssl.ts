import {mkdirSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';

import {execa} from 'execa';

import {cleanEnv} from './cli.js';
import {pairAt, type Pair} from './openssl.js';
import {tempDir} from './temp-dir.js';

/** What `cfssl gencert` prints. */
interface Made {
  readonly cert: string;
  readonly key: string;
}

const KEY = {algo: 'ecdsa', size: 256};
const USAGES = ['digital signature', 'server auth', 'client auth'];
const CONFIG = {signing: {default: {expiry: '2160h', usages: USAGES}}};

async function gencert(args: readonly string[], request: object, base: string): Promise<Pair> {
  const program = process.env['ETCDOPS_TEST_CFSSL'];
  if (program === undefined) throw new Error('no ETCDOPS_TEST_CFSSL: run the tests by npm test');
  const folder = tempDir('cfssl');
  writeFileSync(join(folder, 'config.json'), JSON.stringify(CONFIG));
  writeFileSync(join(folder, 'request.json'), JSON.stringify({...request, key: KEY}));
  const {stdout} = await execa(program, ['gencert', '-loglevel=4', ...args, 'request.json'], {
    cwd: folder,
    env: cleanEnv(),
    extendEnv: false,
  });
  const {cert, key} = JSON.parse(stdout) as Made;
  const {certFile, keyFile} = pairAt(base);
  mkdirSync(dirname(base), {recursive: true});
  writeFileSync(certFile, cert);
  writeFileSync(keyFile, key, {mode: 0o600});
  return {certFile, keyFile};
}

/** A CA that cfssl makes. */
export async function makeCfsslAuthority(base: string, name: string): Promise<Pair> {
  return gencert(['-initca'], {CN: name}, base);
}

/** A certificate of cfssl for servers and clients. */
export async function signWithCfssl(
  {certFile, keyFile}: Pair,
  base: string,
  {name, hosts}: {name: string; hosts: readonly string[]},
): Promise<Pair> {
  const signer = ['-ca', certFile, '-ca-key', keyFile, '-config', 'config.json'];
  return gencert(signer, {CN: name, hosts}, base);
}
