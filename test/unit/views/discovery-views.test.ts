import {describe, expect, it} from 'vitest';

import {judgeRegistry} from '../../../src/lib/domain/discovery/registry.js';
import {discoveryStatusView} from '../../../src/lib/views/discovery-status-view.js';
import {newTokenView} from '../../../src/lib/views/new-token-view.js';
import {reapView} from '../../../src/lib/views/reap-view.js';

const OPTIONS = {color: false, width: 100};
const V2 = {protocol: 'v2', token: 't1', url: 'http://10.0.0.9:2379/v2/keys/_etcd/registry/t1'} as const;
const V3 = {protocol: 'v3', token: 't1', endpoints: ['https://10.0.0.9:2379']} as const;

function key(index: number, value: string) {
  return {id: `a${index}`, value, index};
}

const EXPECTED = [0, 1].map(index => ({name: `infra${index}`, peerUrl: `http://10.0.0.${index}:2380`}));

describe('the state of a token', () => {
  it('names who is missing, and writes out what would change a terminal', () => {
    const keys = [key(1, 'x\u001b[2J=http://10.0.0.7:2380')];
    const text = discoveryStatusView(
      {...V2, isOfSpec: true, ...judgeRegistry({size: '2', keys}, EXPECTED)},
      OPTIONS,
    );

    expect(text).toContain('1 of 2 registered, waiting for 1 more');
    expect(text).toMatch(/-\s+infra1\s+-\s+http:\/\/10\.0\.0\.1:2380\s+missing/);
    expect(text).toContain('x\\x1b[2J');
    expect(text).not.toContain('\u001b');
    expect(text).toContain('Next: etcdops up --fresh');
  });

  it.each([
    {size: undefined, says: /t1: unknown[^]*discovery new --size 3 --service http:\/\/10.0.0.9:2379$/},
    {size: '0', says: /has no size[^]*! its size is "0"/},
    {size: '1', says: /1 of 1 registered, nobody else gets in[^]*Next: etcdops discovery reap http/},
    {size: '2', says: /waiting for 1 more[^]*Next: start the members that are missing/},
  ])('of size $size', ({size, says}) => {
    const keys = [key(1, 'infra0=http://10.0.0.0:2380')];
    expect(discoveryStatusView({...V2, ...judgeRegistry({size, keys})}, OPTIONS)).toMatch(says);
  });
});

describe('a new token', () => {
  it('comes with the next line to type', () => {
    expect(newTokenView({...V2, size: 3}, OPTIONS)).toContain(
      `Next: etcdops bootstrap discovery --size 3 --discovery-url ${V2.url} --start`,
    );
    expect(newTokenView({...V3, size: 3, served: '3.7.3'}, OPTIONS)).toContain(
      '--discovery-endpoints https://10.0.0.9:2379 --discovery-token t1 --discovery-cacert FILE --start',
    );
    expect(newTokenView({...V3, size: 3, served: '3.7.3', isOfSpec: true}, OPTIONS)).toContain(
      'Next: etcdops up\n',
    );
    expect(newTokenView({...V3, size: 1, isPlanned: true}, OPTIONS)).toBe(
      'Would make the discovery token t1 at https://10.0.0.9:2379 for 1 member. Nothing was changed.',
    );
  });
});

it.each([
  {isThere: false, removed: false, says: 'There is no token t1'},
  {isThere: true, removed: true, says: '--size 3 --service http://10.0.0.9:2379'},
  {isThere: true, removed: false, says: 'Nothing was removed'},
  {isThere: true, removed: false, isPlanned: true, says: 'Would remove the token t1 (1 of 3 registered)'},
])('a token that is to go: $says', ({says, ...result}) => {
  expect(reapView({...V2, size: 3, registered: 1, ...result}, OPTIONS)).toContain(says);
});
