import {X509Certificate} from 'node:crypto';
import {existsSync, readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';

import {factOfFile} from '../../src/lib/adapters/files/file-facts.js';
import type {Files} from '../../src/lib/adapters/files/files.js';
import {forge} from '../../src/lib/adapters/forge/forge.js';
import type {SpecContext} from '../../src/lib/workflows/cluster-run.js';
import {issueCertificates} from '../../src/lib/workflows/pki/issue-certificates.js';
import {makeAuthorities} from '../../src/lib/workflows/pki/make-authorities.js';
import {aWorld} from './fake-world.js';
import {aSpec, members} from './spec.js';

const askPassphrase = async (): Promise<undefined> => undefined;
export const CA = {dryRun: false};
export const ISSUE = {sans: [], dryRun: false, askPassphrase};
export const RENEW = {nodes: [], newKeys: false, dryRun: false, askPassphrase};

/** One node and two CAs: what one command writes is several pairs of two authorities. */
export async function aPki(): Promise<{context: SpecContext; folder: string; warnings: string[]}> {
  const {context, folder, warnings} = await aWorld(
    aSpec({tls: {mode: 'ca', peerCa: 'separate'}, nodes: members(1)}),
  );
  const silent = {chain: [], answered: false, error: {code: 'ECONNREFUSED', message: 'nobody listens'}};
  const adapters = Object.assign(Object.create(context.adapters) as SpecContext['adapters'], {
    forge: async () => forge,
    factOfFile,
    tlsProber: async () => ({probe: async () => silent}),
  });
  return {context: {...context, adapters}, folder, warnings};
}

export async function aWholePki(caDays?: number): ReturnType<typeof aPki> {
  const world = await aPki();
  await makeAuthorities(world.context, {...CA, days: caDays});
  await issueCertificates(world.context, ISSUE);
  return world;
}

export function withFiles(context: SpecContext, files: Files): SpecContext {
  return {
    ...context,
    adapters: Object.assign(Object.create(context.adapters) as SpecContext['adapters'], {files}),
  };
}

/** All files below pki/. */
export function filesIn(folder: string): string[] {
  if (!existsSync(join(folder, 'pki'))) return [];
  return readdirSync(join(folder, 'pki'), {recursive: true, encoding: 'utf8'})
    .filter(path => statSync(join(folder, 'pki', path)).isFile())
    .sort();
}

/** Certificates in use whose key, in use beside them, is another one's or is missing. */
export function brokenPairs(folder: string): string[] {
  const at = (path: string): Buffer => readFileSync(join(folder, 'pki', path));
  const paths = filesIn(folder);
  return paths
    .filter(path => path.endsWith('.crt'))
    .filter(path => {
      const key = path.replace(/crt$/, 'key');
      return (
        !paths.includes(key) || !new X509Certificate(at(path)).checkPrivateKey(forge.readKey(at(key), key))
      );
    });
}

export function keysIn(folder: string): string[] {
  return filesIn(folder)
    .map(path => readFileSync(join(folder, 'pki', path), 'utf8'))
    .filter(text => text.includes('PRIVATE KEY'));
}

/** Files with a private key that others than their owner may read. */
export function openKeys(folder: string): string[] {
  return filesIn(folder).filter(
    path =>
      readFileSync(join(folder, 'pki', path), 'utf8').includes('PRIVATE KEY') &&
      (statSync(join(folder, 'pki', path)).mode & 0o077) !== 0,
  );
}
