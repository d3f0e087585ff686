import {setTimeout as sleep} from 'node:timers/promises';

import {expect, it} from 'vitest';

import {httpRequest} from '../../../../src/lib/adapters/http/http.js';

it('a key that Node cannot read fails the request, and nothing more once its time is over', async () => {
  const tls = {cert: 'no certificate', key: 'no key', verify: true};

  await expect(httpRequest('https://127.0.0.1:1/', {timeoutMs: 20, tls})).rejects.toThrow(
    /PEM|no start line/,
  );

  // A deadline that went on would end the process: vitest fails where something throws out of nowhere.
  await sleep(60);
});
