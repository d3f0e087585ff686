import {spawnSync} from 'node:child_process';
import path from 'node:path';

import {beforeAll, describe, expect, it} from 'vitest';

import {CIPHER_SUITES} from '../../src/lib/domain/etcd-settings/cipher-suites.js';
import {featureGatesOf} from '../../src/lib/domain/etcd-settings/feature-gates.js';
import {etcdBinDir, etcdVersion, ETCD_TEST_LINES} from '../helpers/etcd-binaries.js';
import {tempDir} from '../helpers/temp-dir.js';

/** Free ports, and a cluster without the member itself: etcd ends there, when it has listened for peers. */
const NOWHERE = [
  '--name=a',
  '--listen-peer-urls=http://127.0.0.1:0',
  '--listen-client-urls=http://127.0.0.1:0',
  '--advertise-client-urls=http://127.0.0.1:2379',
  '--initial-cluster=b=http://127.0.0.1:2380',
];

/** etcd 3.4 starts on an ARM machine only when told that it is one. */
const ENVIRONMENT: NodeJS.ProcessEnv = process.arch === 'arm64' ? {ETCD_UNSUPPORTED_ARCH: 'arm64'} : {};

describe.each(ETCD_TEST_LINES)('etcd %s and the tables of values', line => {
  let directory = '';

  beforeAll(() => {
    directory = tempDir('values');
  });

  function run(...argv: string[]): string {
    const file = path.join(etcdBinDir(line), 'etcd');
    const {status, stdout, stderr} = spawnSync(file, argv, {
      encoding: 'utf8',
      cwd: directory,
      env: ENVIRONMENT,
      timeout: 10_000,
    });
    // A server that runs on would be a test that waits for its own deadline.
    expect(status, stderr).not.toBeNull();
    return stdout + stderr;
  }

  it('has the feature gates of its help, with their stages and defaults', () => {
    const inHelp = [
      ...run('--help').matchAll(/^\s+(\w+)=true\|false \((ALPHA|BETA) - default=(true|false)\)/gm),
    ];

    const gates = featureGatesOf(etcdVersion(line));
    expect(gates.map(({name, stage, isOn}) => [name, stage.toUpperCase(), String(isOn)])).toEqual(
      inHelp.map(match => match.slice(1)),
    );
    expect(inHelp.length > 0).toBe(line === '3.6' || line === '3.7');
  });

  it('takes every cipher suite of the table, and no other', () => {
    const suites = CIPHER_SUITES.join(',');

    // It ends for the reason that is meant to be the only one.
    expect(run(...NOWHERE, `--cipher-suites=${suites}`)).toContain("couldn't find local name");
    expect(run(...NOWHERE, `--cipher-suites=${suites},TLS_OTHER`)).toMatch(
      /unexpected TLS cipher suite \\?"TLS_OTHER/,
    );
  });
});
