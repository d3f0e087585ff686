import {readFileSync} from 'node:fs';

import fc from 'fast-check';
import {describe, expect, it} from 'vitest';

import {
  idFromDecimal,
  idToDecimal,
  parseMemberAdd,
  parseMemberList,
  parseStatus,
} from '../../../../src/lib/adapters/etcd-api/parse.js';
import {predictIds} from '../../../../src/lib/domain/config/cluster-id.js';

// Recorded from real etcd by scripts/record-fixtures.mjs; peer URL and token fix the ids.
const PEER_URL = 'http://127.0.0.1:11380';
const OTHER_PEER_URL = 'http://127.0.0.1:11390';
const ALONE = predictIds([[PEER_URL]], 'fixtures');
const PAIR = predictIds([[PEER_URL], [OTHER_PEER_URL]], 'fixtures');

function fixture(line: string, name: string): string {
  return readFileSync(new URL(`../../../fixtures/etcd-api/${line}/${name}.json`, import.meta.url), 'utf8');
}

describe('ids', () => {
  it.each([
    ['17578016370059825174', 'f3f1a8c1996ad016'],
    ['10276657743932975437', '8e9e05c52164694d'],
    ['18446744073709551615', 'ffffffffffffffff'],
    ['15', 'f'],
    ['0', '0'],
  ])('%s is %s', (decimal, hex) => {
    expect(idFromDecimal(decimal)).toBe(hex);
    expect(idToDecimal(hex)).toBe(decimal);
  });

  it('lose no bit of 64', () => {
    fc.assert(
      fc.property(fc.bigInt({min: 0n, max: 2n ** 64n - 1n}), id => {
        expect(idToDecimal(idFromDecimal(id.toString()))).toBe(id.toString());
      }),
    );
  });
});

describe.each(['3.4', '3.5', '3.6', '3.7'])('answers of etcd %s', line => {
  it('status of a member with a leader', () => {
    const status = parseStatus(fixture(line, 'status'));

    expect(status).toEqual({
      memberId: ALONE.memberIds[0],
      clusterId: ALONE.clusterId,
      version: expect.stringMatching(new RegExp(`^${line.replace('.', '\\.')}\\.\\d+$`)) as string,
      leaderId: ALONE.memberIds[0],
      isLearner: false,
      revision: 1,
      raftTerm: 2,
      raftIndex: 4,
      raftAppliedIndex: 4,
      dbSizeBytes: expect.any(Number) as number,
      dbInUseBytes: expect.any(Number) as number,
      alarms: [],
    });
    expect(status.dbSizeBytes).toBeGreaterThan(10_000);
    expect(status.dbInUseBytes).toBeGreaterThan(10_000);
  });

  it('status of a member without a leader', () => {
    const status = parseStatus(fixture(line, 'status-no-leader'));

    expect(status).toMatchObject({memberId: PAIR.memberIds[0], clusterId: PAIR.clusterId, alarms: []});
    expect(status).not.toHaveProperty('leaderId');
  });

  it('status of a member that is out of space', () => {
    expect(parseStatus(fixture(line, 'status-nospace')).alarms).toEqual(['NOSPACE']);
  });

  it('status of a member beside one that is out of space', () => {
    expect(parseStatus(fixture(line, 'status-nospace-elsewhere'))).toMatchObject({
      memberId: PAIR.memberIds[1],
      alarms: [],
    });
  });

  it('member list', () => {
    expect(parseMemberList(fixture(line, 'member-list'))).toEqual({
      clusterId: ALONE.clusterId,
      members: [
        {
          id: ALONE.memberIds[0],
          name: 'infra0',
          peerUrls: [PEER_URL],
          clientUrls: ['http://127.0.0.1:11379'],
          isLearner: false,
        },
      ],
    });
  });

  it('the addition of a learner', () => {
    const {memberId, members} = parseMemberAdd(fixture(line, 'member-add'));

    expect(members.map(({id}) => id).sort()).toEqual([memberId, ALONE.memberIds[0]].sort());
    expect(members.find(({id}) => id === memberId)).toMatchObject({
      name: '',
      peerUrls: [OTHER_PEER_URL],
      isLearner: true,
    });
  });

  it('member list with a learner that has never started', () => {
    const {members} = parseMemberList(fixture(line, 'member-list-learner'));

    expect(members).toHaveLength(2);
    expect(members.find(({isLearner}) => isLearner)).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8,16}$/) as string,
      name: '',
      peerUrls: [OTHER_PEER_URL],
      clientUrls: [],
      isLearner: true,
    });
  });
});

describe('what is no answer of etcd', () => {
  it.each(['', 'no JSON', '<html></html>', '{}', '{"header":{}}', '[]', 'null', '"text"', '{"header":null}'])(
    'is refused as a status: %s',
    body => {
      expect(() => parseStatus(body)).toThrow();
    },
  );

  it.each(['', 'no JSON', '<html></html>', 'null'])('is refused as a member list: %s', body => {
    expect(() => parseMemberList(body)).toThrow();
  });

  it.each(['', 'no JSON', '{}', '{"member":{}}', 'null'])('is refused as an addition: %s', body => {
    expect(() => parseMemberAdd(body)).toThrow();
  });
});
