import {describe, expect, it} from 'vitest';

import {absenceOf} from '../../../../src/lib/domain/pki/absence.js';
import {certificateSlots} from '../../../../src/lib/domain/pki/certificate-slots.js';
import type {SpecNode} from '../../../../src/lib/domain/spec/schema.js';
import {aMember, aProxy, aSpec} from '../../../fakes/spec.js';

const NOT_YET = 'is not there yet: etcd makes it when it starts';
const ELSEWHERE = {host: '10.0.0.1'};

/** What is said of the certificates of one node that are not to be seen. */
function said(node: SpecNode, ownAddresses: readonly string[]): (string | undefined)[][] {
  const slots = certificateSlots(aSpec({tls: {mode: 'auto'}, nodes: [node]}));
  return slots.map(slot => {
    const {host, why} = absenceOf(slot, ownAddresses);
    return [host, why];
  });
}

describe('a certificate of auto-tls that is not to be seen', () => {
  it.each<[string, SpecNode, readonly string[], [string | undefined, string][]]>([
    [
      'of a member here',
      aMember(0),
      [],
      [
        [undefined, NOT_YET],
        [undefined, NOT_YET],
      ],
    ],
    [
      'of a member on an address of this machine',
      aMember(0, ELSEWHERE),
      ['10.0.0.1'],
      [
        [undefined, NOT_YET],
        [undefined, NOT_YET],
      ],
    ],
    [
      'of a member with its data on another disk',
      aMember(0, {dataDir: '/data/infra0'}),
      [],
      [
        [undefined, NOT_YET],
        [undefined, NOT_YET],
      ],
    ],
    [
      'of a member on another machine',
      aMember(0, ELSEWHERE),
      ['10.0.0.9'],
      [
        ['10.0.0.1', 'lies on 10.0.0.1: etcdops tls inspect 10.0.0.1:2379'],
        ['10.0.0.1', 'lies on 10.0.0.1: etcdops tls inspect 10.0.0.1:2380'],
      ],
    ],
    [
      'of a v2 proxy there, which listens to no peers',
      aProxy('v2-proxy', {host: 'fd00::1', ports: {client: 2399}}),
      [],
      [
        ['fd00::1', 'lies on fd00::1: etcdops tls inspect [fd00::1]:2399'],
        ['fd00::1', 'lies on fd00::1: look there: etcdops tls list'],
      ],
    ],
  ])('%s', (_, node, own, expected) => {
    expect(said(node, own)).toEqual(expected);
  });

  it('one that etcd does not make is missing, wherever its node is', () => {
    const nodes = [aMember(0, ELSEWHERE)];
    const [slot] = certificateSlots(aSpec({tls: {mode: 'ca'}, nodes}));

    expect([absenceOf(slot, []), absenceOf(undefined, [])]).toEqual([
      {why: 'is missing'},
      {why: 'is missing'},
    ]);
  });
});
