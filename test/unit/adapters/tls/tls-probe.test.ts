import {lookup} from 'node:dns';

import {expect, it} from 'vitest';

import {createTlsProber} from '../../../../src/lib/adapters/tls/tls-probe.js';

it('says what is wrong with our own files as it says all else: in the result', async () => {
  const identity = {cert: 'no certificate', key: 'no key', verify: true};

  const probe = await createTlsProber(lookup).probe({host: '127.0.0.1', port: 1, identity, timeoutMs: 500});

  expect(probe).toMatchObject({chain: [], answered: false});
  expect(probe.error?.code).toMatch(/^ERR_OSSL/);
});
