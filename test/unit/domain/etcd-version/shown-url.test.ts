import {expect, it} from 'vitest';

import {maskCredentials, shownUrl} from '../../../../src/lib/domain/etcd-version/shown-url.js';

it.each([
  ['https://user:secret@mirror.example:8443/etcd?token=secret#secret', 'https://mirror.example:8443/etcd'],
  ['http://127.0.0.1/', 'http://127.0.0.1'],
  ['//user:secret@host', '//user:secret@host'],
  ['not a url ://user:secret@host', 'not a url ://***@host'],
])('%s is shown as %s', (url, expected) => {
  expect(shownUrl(url)).toBe(expected);
});

it('masks credentials in what another program printed', () => {
  expect(maskCredentials('Get "https://u:p@proxy.example/x": no route')).toBe(
    'Get "https://***@proxy.example/x": no route',
  );
});
