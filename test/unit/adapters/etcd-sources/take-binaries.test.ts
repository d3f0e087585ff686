import {linkSync, readFileSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {expect, it} from 'vitest';

import {takeBinaries} from '../../../../src/lib/adapters/etcd-sources/take-binaries.js';
import {tempDir} from '../../../helpers/temp-dir.js';

it('moves the programs and makes them executable', async () => {
  const [from, to] = [tempDir(), tempDir()];
  writeFileSync(join(from, 'etcd'), 'x', {mode: 0o600});

  await takeBinaries(['etcd'], {from, to});

  expect(readFileSync(join(to, 'etcd'), 'utf8')).toBe('x');
  expect(statSync(join(to, 'etcd')).mode & 0o777).toBe(0o755);
});

it('refuses links and what is not there', async () => {
  const [from, to] = [tempDir(), tempDir()];
  writeFileSync(join(from, 'secret'), 'x', {mode: 0o600});
  symlinkSync(join(from, 'secret'), join(from, 'etcd'));
  linkSync(join(from, 'secret'), join(from, 'etcdctl'));

  await expect(takeBinaries(['etcd'], {from, to})).rejects.toThrow('its etcd is not a plain file');
  await expect(takeBinaries(['etcdctl'], {from, to})).rejects.toThrow('its etcdctl is not a plain file');
  await expect(takeBinaries(['etcdutl'], {from, to})).rejects.toThrow('it brings no etcdutl');
  expect(statSync(join(from, 'secret')).mode & 0o777).toBe(0o600);
});
