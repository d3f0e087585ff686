import {existsSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';

import {afterEach, describe, expect, it, vi} from 'vitest';

import {createServices} from '../../../src/lib/cli/services.js';
import {onDispose} from '../../helpers/disposal.js';
import {endProcessesOf, waitUntil} from '../../helpers/processes.js';
import {tempDir} from '../../helpers/temp-dir.js';

const OPTIONS = {
  spec: undefined,
  etcdBinDir: undefined,
  timeoutMs: undefined,
  verbose: false,
  quiet: true,
};

function services() {
  const made = createServices(OPTIONS);
  onDispose(() => made.close());
  return made;
}

afterEach(() => vi.unstubAllEnvs());

describe('what children of etcdops inherit', () => {
  it.each([
    ['own/ca.crt', resolve('own/ca.crt')],
    ['/etc/own/ca.crt', '/etc/own/ca.crt'],
    ['', ''],
  ])('the CAs that etcd believes, from the current folder: "%s"', (given, seen) => {
    vi.stubEnv('SSL_CERT_FILE', given);

    expect(services().env['SSL_CERT_FILE']).toBe(seen);
  });

  it('reaches etcd, which runs in another folder', async () => {
    const folder = tempDir('services');
    onDispose(() => endProcessesOf(folder));
    vi.stubEnv('SSL_CERT_FILE', 'own-ca.crt');
    const logFile = join(folder, 'log');
    const log = (): string => (existsSync(logFile) ? readFileSync(logFile, 'utf8') : '');

    await services().host.start({
      name: 'infra0',
      program: 'sh',
      args: ['-c', 'echo "$PWD $SSL_CERT_FILE end"', folder],
      folder,
      dataDir: join(folder, 'data'),
      logFile,
      pidFile: join(folder, 'pid.json'),
      startedFile: join(folder, 'started.yaml'),
    });
    await waitUntil(() => log().includes('end'), 5000, 'it has said what it sees');

    expect(log()).toBe(`${folder} ${resolve('own-ca.crt')} end\n`);
  });
});
