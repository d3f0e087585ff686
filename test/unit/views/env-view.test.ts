import {execFileSync} from 'node:child_process';

import {describe, expect, it} from 'vitest';

import {envView, SHELLS} from '../../../src/lib/views/env-view.js';

const ENV = {
  ETCDCTL_ENDPOINTS: 'http://127.0.0.1:2379,http://[::1]:2389',
  ETCDCTL_CACERT: "/it's my/$HOME\\ca.crt",
};

describe('envView', () => {
  it('is evaluated by a shell', () => {
    const script = `${envView({shell: 'sh', env: ENV})}\nprintf '%s\\n' "$ETCDCTL_ENDPOINTS" "$ETCDCTL_CACERT"`;

    expect(execFileSync('sh', ['-c', script], {encoding: 'utf8'})).toBe(
      `${ENV.ETCDCTL_ENDPOINTS}\n${ENV.ETCDCTL_CACERT}\n`,
    );
  });

  it.each([
    ['fish', `set -gx ETCDCTL_CACERT '/it\\'s my/$HOME\\\\ca.crt'`],
    ['powershell', `$Env:ETCDCTL_CACERT = '/it''s my/$HOME\\ca.crt'`],
  ] as const)('quotes as %s does', (shell, line) => {
    expect(envView({shell, env: ENV}).split('\n')[1]).toBe(line);
  });

  it.each(SHELLS)('ends by telling how to use it: %s', shell => {
    expect(envView({shell, env: ENV}).split('\n').at(-1)).toMatch(/^# Run: .*etcdops env/);
  });
});
