import {describe, expect, it} from 'vitest';

import type {Files} from '../../src/lib/adapters/files/files.js';
import {OpsError} from '../../src/lib/errors/ops-error.js';
import type {SpecContext} from '../../src/lib/workflows/cluster-run.js';
import {issueCertificates} from '../../src/lib/workflows/pki/issue-certificates.js';
import {makeAuthorities} from '../../src/lib/workflows/pki/make-authorities.js';
import {renewCertificates} from '../../src/lib/workflows/pki/renew-certificates.js';
import {FILE_MUTATORS} from '../../src/lib/workflows/runs/read-only.js';
import {createKiller} from '../fakes/crash.js';
import {
  aPki,
  aWholePki,
  brokenPairs,
  CA,
  filesIn,
  ISSUE,
  keysIn,
  openKeys,
  RENEW,
  withFiles,
} from '../fakes/pki-world.js';

interface Row {
  readonly start: () => Promise<{context: SpecContext; folder: string}>;
  readonly run: (context: SpecContext) => Promise<unknown>;
  /** What is typed after the kill; the same again where it is missing. */
  readonly then?: (context: SpecContext) => Promise<unknown>;
  /** Kills between the two renames leave a new key beside an old certificate. */
  readonly mayBreakAPair?: true;
}

const ROWS: Readonly<Record<string, Row>> = {
  'tls ca': {start: aPki, run: context => makeAuthorities(context, CA)},
  'tls issue': {
    start: async () => {
      const world = await aPki();
      await makeAuthorities(world.context, CA);
      return world;
    },
    run: context => issueCertificates(context, ISSUE),
  },
  'tls renew': {start: aWholePki, run: context => renewCertificates(context, RENEW)},
  'tls renew --new-keys, then tls issue': {
    start: aWholePki,
    run: context => renewCertificates(context, {...RENEW, newKeys: true}),
    then: context => issueCertificates(context, ISSUE),
    mayBreakAPair: true,
  },
};

describe.each(Object.entries(ROWS))('%s', (command, {start, run, then = run, mayBreakAPair = false}) => {
  const made = command === 'tls ca' ? 'issued' : 'there';

  it.each(['before', 'after'] as const)(
    'killed %s any write: no key is lost, and the next command makes all whole',
    async moment => {
      let kills = 0;
      let broken = 0;
      for (let at = 1; ; at++) {
        const {context, folder} = await start();
        const old = keysIn(folder);
        const killer = createKiller(at, moment);
        const files = killer.watch(context.adapters.files, FILE_MUTATORS);
        await run(withFiles(context, files)).catch(() => undefined);
        if (!killer.hasKilled()) break;
        kills++;
        broken += brokenPairs(folder).length;

        await then(context);

        expect(brokenPairs(folder)).toEqual([]);
        expect(filesIn(folder).filter(path => /\.(?:new|tmp)$/.test(path))).toEqual([]);
        expect(keysIn(folder)).toEqual(expect.arrayContaining(old));
        expect(openKeys(folder)).toEqual([]);
        const {certificates} = await issueCertificates(context, ISSUE);
        expect(certificates.filter(({outcome}) => outcome === made)).toHaveLength(3);
      }

      expect(kills).toBeGreaterThan(5);
      if (!mayBreakAPair) expect(broken).toBe(0);
    },
    60_000,
  );

  it('on a disk that is full after any number of writes it fails, and what is in use stays whole', async () => {
    const full = (): never => {
      throw new OpsError('E_WRITE_FAILED', 'cannot write: the disk is full');
    };
    let failures = 0;
    for (let room = 0; ; room++) {
      const {context, folder} = await start();
      let left = room;
      const {files: real} = context.adapters;
      const limited = <A extends unknown[], R>(write: (...args: A) => R) => ({
        value: (...args: A): R => (left-- > 0 ? write(...args) : full()),
      });
      const files = Object.create(real, {
        writeAtomic: limited((...args: Parameters<Files['writeAtomic']>) => real.writeAtomic(...args)),
        createExclusive: limited((...args: Parameters<Files['createExclusive']>) =>
          real.createExclusive(...args),
        ),
      }) as Files;

      const failure = await run(withFiles(context, files)).then(
        () => undefined,
        (error: unknown) => error as OpsError,
      );

      if (failure === undefined) break;
      failures++;
      expect(failure.code).toBe('E_WRITE_FAILED');
      expect(brokenPairs(folder)).toEqual([]);
      expect(openKeys(folder)).toEqual([]);
      await then(context);
      expect(brokenPairs(folder)).toEqual([]);
      expect(filesIn(folder).filter(path => /\.(?:new|tmp)$/.test(path))).toEqual([]);
    }

    expect(failures).toBeGreaterThan(3);
  }, 60_000);
});
