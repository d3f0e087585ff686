import {createHash} from 'node:crypto';

import type {AlarmApi} from '../../../src/lib/adapters/etcd-api/alarm-api.js';
import type {MaintenanceApi} from '../../../src/lib/adapters/etcd-api/maintenance-api.js';
import {snapshotBytes} from './fake-database.js';
import type {MemberProcess} from './processes.js';

interface Surroundings {
  /** Who answers at a client URL; throws where nobody does. */
  readonly at: (url: string) => MemberProcess;
  /** By the name of the member on which they are up. */
  readonly alarms: Map<string, readonly string[]>;
}

/** A database of any size comes in pieces. */
const PIECE_BYTES = 1500;

/** What a member tells of its data, and gives away of it. */
export function createFakeMaintenance({at, alarms}: Surroundings): AlarmApi & MaintenanceApi {
  return {
    async *snapshot(url) {
      const bytes = snapshotBytes(at(url).cluster.content);
      for (let from = 0; from < bytes.length; from += PIECE_BYTES) {
        const piece = bytes.subarray(from, from + PIECE_BYTES);
        yield {bytes: piece, remainingBytes: Math.max(0, bytes.length - from - PIECE_BYTES)};
        await new Promise(resolve => setImmediate(resolve));
      }
    },
    async hashKv(url, revision) {
      const {content} = at(url).cluster;
      const hash = createHash('sha256').update(content.keys.join()).digest().readUInt32BE();
      return {hash, revision: revision === 0 ? content.revision : revision, compactRevision: -1};
    },
    async countKeys(url) {
      return at(url).cluster.content.keys.length;
    },
    async alarmList(url) {
      const {members} = at(url).cluster;
      return members.flatMap(({id, name}) => (alarms.get(name) ?? []).map(alarm => ({memberId: id, alarm})));
    },
    async disarmAlarm(url, {memberId, alarm}) {
      const member = at(url).cluster.members.find(({id}) => id === memberId);
      if (member === undefined) return;
      alarms.set(
        member.name,
        (alarms.get(member.name) ?? []).filter(one => one !== alarm),
      );
    },
  };
}
