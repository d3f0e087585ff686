import {expect, it} from 'vitest';

import {upstreamVersion} from '../../../../src/lib/domain/etcd-version/debian-version.js';

it.each([
  ['3.4.23-4+b4', '3.4.23'],
  ['3.3.25+dfsg-6ubuntu0.1', '3.3.25'],
  ['3.4.30-1build1', '3.4.30'],
  ['3.5.16-4~bpo12+1', '3.5.16'],
  ['1:3.5.16+ds-2', '3.5.16'],
  ['3.6.0~rc.1-1', undefined],
  ['3.5-1', undefined],
  ['', undefined],
])('%s is etcd %s', (text, expected) => {
  expect(upstreamVersion(text)).toBe(expected);
});
