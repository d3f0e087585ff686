import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {forge} from '../../src/lib/adapters/forge/forge.js';
import {findOpenRun} from '../../src/lib/queries/run-journals.js';
import {issueAsked, issueCertificates} from '../../src/lib/workflows/pki/issue-certificates.js';
import {renewCertificates} from '../../src/lib/workflows/pki/renew-certificates.js';
import {resumeRun} from '../../src/lib/workflows/runs/resume-run.js';
import {createKiller} from '../fakes/crash.js';
import {ISSUE, RENEW} from '../fakes/pki-world.js';
import {aRotationWorld} from '../fakes/rotation-world.js';
import {
  aTlsSpec,
  assertRotated,
  inUse,
  NO_PASSPHRASE,
  read,
  rotate,
  SMALL,
  watching,
  withKiller,
} from '../fakes/rotation-run.js';
import {refusalOf} from '../fakes/refusal.js';
import {aProxy, members} from '../fakes/spec.js';

describe('tls rotate-ca', () => {
  it('has both CAs trusted everywhere before a certificate changes: nobody is turned away at any moment', async () => {
    const nodes = [...members(3), aProxy('gateway', {ports: {client: 2419}}), aProxy('grpc-proxy')];
    const world = await aRotationWorld(aTlsSpec({nodes}));
    const before = inUse(world);
    const seen: string[] = [];
    const context = watching(world, () => seen.push(...world.quarrels()));

    const report = await rotate(context);

    expect(seen).toEqual([]);
    expect(report.outcome).toBe('done');
    await assertRotated(world, before);
    expect(read(world, `ca.crt.${report.id}`)).toBe(before['ca.crt']);
    expect(read(world, `ca.key.${report.id}`)).toBe(before['ca.key']);
    const stops = world.host.events.filter(event => event.startsWith('stop'));
    for (const {name} of nodes) expect(stops.filter(event => event === `stop ${name}`)).toHaveLength(2);
  }, 60_000);

  it('gives peers a CA of their own anew too, or one of the two alone', async () => {
    const world = await aRotationWorld(aTlsSpec({tls: {mode: 'ca', peerCa: 'separate'}}));
    const before = inUse(world);
    const seen: string[] = [];
    const context = watching(world, () => seen.push(...world.quarrels()));

    await rotate(context, {input: {only: 'peer-ca'}});
    const between = inUse(world);
    await rotate(context);

    expect(seen).toEqual([]);
    const changed = Object.keys(before).filter(path => between[path] !== before[path]);
    expect(changed).toEqual([
      ...['infra0', 'infra1', 'infra2'].map(name => `nodes/${name}/peer.crt`),
      ...['peer-ca.crt', 'peer-ca.key'],
    ]);
    const now = inUse(world);
    expect(Object.keys(between).filter(path => path.endsWith('.crt') && now[path] === between[path])).toEqual(
      [],
    );
  }, 60_000);

  it('makes new certificates for all clients, also for one that was issued while it stood still', async () => {
    const world = await aRotationWorld(SMALL);
    await issueCertificates(world.context, {...ISSUE, client: 'backup'});
    const killer = createKiller(12, 'after');
    await rotate(withKiller(world, killer)).catch(() => undefined);
    await issueCertificates(world.context, {...ISSUE, client: 'late'});

    const recorded = await findOpenRun(world.context.adapters, world.folder, undefined);
    await resumeRun(world.context, recorded, {dryRun: false, askPassphrase: NO_PASSPHRASE});

    const [ca] = forge.readCertificates(Buffer.from(read(world, 'ca.crt')), 'ca');
    for (const client of ['admin', 'backup', 'late']) {
      const [leaf] = forge.readCertificates(Buffer.from(read(world, `clients/${client}.crt`)), client);
      expect(forge.isIssuedBy(leaf!, ca!), client).toBe(true);
    }
  });

  it('has no certificate renewed or issued beside it, by a CA that it drops', async () => {
    const world = await aRotationWorld(SMALL);
    await rotate(withKiller(world, createKiller(12, 'after'))).catch(() => undefined);

    for (const act of [renewCertificates(world.context, RENEW), issueAsked(world.context, ISSUE)])
      expect(await refusalOf(act)).toMatchObject({
        code: 'E_RUN_UNFINISHED',
        hints: ['etcdops run resume finishes it', 'etcdops run abort undoes what can be undone'],
      });
    const recorded = await findOpenRun(world.context.adapters, world.folder, undefined);
    await resumeRun(world.context, recorded, {dryRun: false, askPassphrase: NO_PASSPHRASE});
    await expect(renewCertificates(world.context, RENEW)).resolves.toBeDefined();
    await expect(issueAsked(world.context, ISSUE)).resolves.toBeDefined();
  });

  it('encrypts the new key by the passphrase of the old one, and takes no other', async () => {
    const world = await aRotationWorld(SMALL, 'open sesame');
    const before = inUse(world);

    const wrong = await refusalOf(rotate(world.context, {askPassphrase: async () => 'closed'}));
    const none = await refusalOf(rotate(world.context));
    expect([wrong.code, none.code]).toEqual(['E_PASSPHRASE', 'E_PASSPHRASE']);
    expect(inUse(world)).toEqual(before);

    await rotate(world.context, {askPassphrase: async () => 'open sesame'});

    const key = Buffer.from(read(world, 'ca.key'));
    expect(() => forge.readKey(key, 'ca.key')).toThrow(/passphrase|encrypted/);
    expect(forge.readKey(key, 'ca.key', 'open sesame').type).toBe('private');
    const runs = join(world.folder, '.etcdops/runs');
    const journals = readdirSync(runs).map(name => readFileSync(join(runs, name), 'utf8'));
    expect(journals.join('')).not.toMatch(/sesame|PRIVATE KEY/);
  });

  it('makes a key of the kind that is asked for, for so many days', async () => {
    const world = await aRotationWorld(SMALL);

    await rotate(world.context, {input: {keyType: 'ecdsa-p384', days: 800}});

    const [ca] = forge.readCertificates(Buffer.from(read(world, 'ca.crt')), 'ca');
    expect(ca!.facts.keyType).toBe('ecdsa-p384');
    const days = (ca!.facts.notAfter.getTime() - world.context.adapters.clock.now().getTime()) / 86_400_000;
    expect(Math.round(days)).toBe(800);
  });

  it('goes without the key of the old CA, which may be kept elsewhere or lost', async () => {
    const world = await aRotationWorld(SMALL);
    const before = inUse(world);
    const {files} = world.context.adapters;
    await files.rename(join(world.folder, 'pki/ca.key'), join(world.folder, 'elsewhere.key'));

    await rotate(world.context);

    delete before['ca.key'];
    await assertRotated(world, before);
    expect(existsSync(join(world.folder, 'pki/ca.key'))).toBe(true);
  });
});
