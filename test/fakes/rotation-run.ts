import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

import {expect} from 'vitest';

import type {Files} from '../../src/lib/adapters/files/files.js';
import {forge} from '../../src/lib/adapters/forge/forge.js';
import type {ClusterSpec} from '../../src/lib/domain/spec/schema.js';
import {verifyTls} from '../../src/lib/queries/pki/verify-tls.js';
import type {SpecContext} from '../../src/lib/workflows/cluster-run.js';
import {rotateCa, type RotateInput} from '../../src/lib/workflows/pki/rotate-ca.js';
import {FILE_MUTATORS, HOST_MUTATORS} from '../../src/lib/workflows/runs/read-only.js';
import {planRun, startRun} from '../../src/lib/workflows/runs/start-run.js';
import type {Killer} from './crash.js';
import {brokenPairs, openKeys} from './pki-world.js';
import type {RotationWorld} from './rotation-world.js';
import {aProxy, aSpec, members} from './spec.js';
import {intercepted, type Around} from './intercepted.js';

export const NO_PASSPHRASE = async (): Promise<undefined> => undefined;

export function aTlsSpec(change: Partial<ClusterSpec> = {}): ClusterSpec {
  return aSpec({tls: {mode: 'ca'}, ...change});
}

interface Line {
  readonly input?: Partial<RotateInput>;
  readonly askPassphrase?: (path: string) => Promise<string | undefined>;
}

export async function rotate(context: SpecContext, {input, askPassphrase = NO_PASSPHRASE}: Line = {}) {
  return startRun(
    context,
    await planRun(context, rotateCa, {input: {encrypt: false, ...input}, askPassphrase}),
  );
}

/** Those of the journal are the boundaries of the others; of what is written into a scratch folder one tells as much as all. */
const COUNTED: readonly (keyof Files)[] = ['createExclusive', 'rename', 'removeScratch', 'writeAtomic'];

export function withKiller({context}: RotationWorld, killer: Killer): SpecContext {
  const {adapters} = context;
  const files = killer.watch(adapters.files, COUNTED);
  const host = killer.watch(adapters.host, HOST_MUTATORS);
  return {...context, adapters: {...adapters, files, host}};
}

/** Calls it after each effect. */
export function watching({context}: RotationWorld, look: () => void): SpecContext {
  const {adapters} = context;
  const around: Around = async act => {
    const result = await act();
    look();
    return result;
  };
  const files = intercepted(adapters.files, FILE_MUTATORS, around);
  const host = intercepted(adapters.host, HOST_MUTATORS, around);
  return {...context, adapters: {...adapters, files, host}};
}

export function read({folder}: RotationWorld, path: string): string {
  return readFileSync(join(folder, 'pki', path), 'utf8');
}

function fingerprints(world: RotationWorld, path: string): string[] {
  return forge.readCertificates(Buffer.from(read(world, path)), path).map(({facts}) => facts.fingerprint);
}

/** What is in use below pki/, without what is kept beside it. */
export function inUse({folder}: RotationWorld): Record<string, string> {
  const paths = readdirSync(join(folder, 'pki'), {recursive: true, encoding: 'utf8'});
  const used = paths.filter(path => /\.(?:crt|key)$/.test(path) && !/^(?:next|undone)-/.test(path)).sort();
  return Object.fromEntries(used.map(path => [path, readFileSync(join(folder, 'pki', path), 'utf8')]));
}

/** Where all is prepared certificates stand without their keys, and of two CAs in one file the key is of one. */
export function brokenInUse(world: RotationWorld): string[] {
  const broken = brokenPairs(world.folder).filter(path => !path.startsWith('next-'));
  return broken.filter(path => path !== 'ca.crt' || fingerprints(world, path).length === 1);
}

export async function assertRotated(world: RotationWorld, before: Record<string, string>): Promise<void> {
  const {context, host} = world;
  const after = inUse(world);
  for (const [path, text] of Object.entries(before)) {
    const isKept = path.endsWith('.key') && !/^(?:peer-)?ca\.key$/.test(path);
    expect(after[path] === text, path).toBe(isKept);
  }
  const now = new Set([...fingerprints(world, 'ca.crt')]);
  expect(now.size).toBe(1);
  for (const {name, role} of context.loaded.spec.nodes) {
    expect(host.runs(name), name).toBe(true);
    if (role !== 'gateway') expect(new Set(world.believed(name)), name).toEqual(now);
  }
  expect(world.quarrels()).toEqual([]);
  expect(brokenPairs(world.folder)).toEqual([]);
  expect(openKeys(world.folder)).toEqual([]);
  expect((await verifyTls(context.adapters, context.loaded, context.loaded.spec.nodes)).ok).toBe(true);
  expect(readdirSync(join(world.folder, 'pki')).filter(name => name.startsWith('next-'))).toEqual([]);
}

export function assertAsBefore(world: RotationWorld, before: Record<string, string>): void {
  expect(inUse(world)).toEqual(before);
  for (const {name} of world.context.loaded.spec.nodes) {
    expect(world.host.runs(name), name).toBe(true);
    expect(new Set(world.believed(name)), name).toEqual(new Set(fingerprints(world, 'ca.crt')));
  }
  expect(readdirSync(join(world.folder, 'pki')).filter(name => name.startsWith('next-'))).toEqual([]);
}

/** Fewer effects. */
export const MEMBERS_ONLY = aTlsSpec();
export const SMALL = aTlsSpec({nodes: [...members(3), aProxy('grpc-proxy')]});
