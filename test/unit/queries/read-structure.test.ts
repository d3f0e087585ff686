import {expect, it} from 'vitest';

import type {Runner} from '../../../src/lib/adapters/process/runner.js';
import {OpsError} from '../../../src/lib/errors/ops-error.js';
import {readStructure} from '../../../src/lib/queries/snapshots/read-structure.js';

const SAVED = {path: '/s/a.db', sizeBytes: 1, bin: {dir: '/opt/\u001b[31m', version: '3.7.3'}};

it.each([
  ['ENOENT', 'E_ETCD_BINARY', /^\/opt\/\\x1b\[31m has no etcdutl, which reads snapshots$/],
  ['EACCES', 'E_TOOL_FAILED', /^cannot run it$/],
])('a tool of etcd that cannot be run, with %s, is %s', async (systemCode, code, message) => {
  const error = new OpsError('E_TOOL_FAILED', 'cannot run it', {details: {systemCode}});
  const runner = {run: () => Promise.reject(error)} as unknown as Runner;
  const reading = readStructure({runner, env: {}, signal: new AbortController().signal}, SAVED);
  await expect(reading).rejects.toThrow(expect.objectContaining({code}));
  await expect(reading).rejects.toThrow(message);
});
