import {compareVersions, lineOf} from './version.js';

/**
 * A thing that some versions of etcd can do. `since` lists the first patch release that has it in each line where
 * it arrived late; a line newer than all of them has it until `removedIn`.
 */
export interface Capability {
  readonly since: readonly string[];
  readonly removedIn?: string;
  readonly what: string;
  readonly source: string;
}

const CHANGELOG = 'https://github.com/etcd-io/etcd/blob/main/CHANGELOG';

export const CAPABILITIES = {
  v2Proxy: {
    since: ['3.4.0'],
    removedIn: '3.6.0',
    what: 'the v2 proxy (`--proxy on|readonly`)',
    source: `${CHANGELOG}/CHANGELOG-3.6.md`,
  },
  enableV2: {
    since: ['3.4.0'],
    removedIn: '3.6.0',
    what: 'the v2 API (`--enable-v2`)',
    source: `${CHANGELOG}/CHANGELOG-3.6.md`,
  },
  v2Discovery: {
    since: ['3.4.0'],
    removedIn: '3.7.0',
    what: 'discovery by the URL of a v2 service (`--discovery`); deprecated in 3.6',
    source: `${CHANGELOG}/CHANGELOG-3.7.md`,
  },
  v3Discovery: {
    since: ['3.6.0'],
    what: 'discovery by another etcd (`--discovery-token`, `--discovery-endpoints`)',
    source: `${CHANGELOG}/CHANGELOG-3.6.md`,
  },
  etcdutl: {since: ['3.5.0'], what: 'the tool etcdutl', source: `${CHANGELOG}/CHANGELOG-3.5.md`},
  loggerChoice: {
    since: ['3.4.0'],
    removedIn: '3.5.0',
    what: 'a choice between two loggers (`--logger`); later versions always log JSON',
    source: `${CHANGELOG}/CHANGELOG-3.5.md`,
  },
  gatewayOnInConfigFile: {
    since: ['3.5.0'],
    what: 'the JSON gateway on by default also when configured by a file',
    source: 'https://github.com/etcd-io/etcd/issues/15010',
  },
  compactionModeDefaultInConfigFile: {
    since: ['3.6.0'],
    what: 'auto-compaction-mode periodic by default also when configured by a file',
    source: `${CHANGELOG}/CHANGELOG-3.6.md`,
  },
  plainPeersByDns: {
    since: ['3.5.0'],
    what: 'peers without TLS found by DNS SRV; 3.4 takes `_etcd-server-ssl` records alone',
    source: 'https://github.com/etcd-io/etcd/blob/release-3.4/embed/config.go',
  },
  unixSocketPaths: {
    since: ['3.5.10'],
    what: 'listeners on Unix sockets of any path; earlier `unix://name:port` only',
    source: 'https://github.com/etcd-io/etcd/pull/15940',
  },
  advertisedSocketPaths: {
    since: ['3.7.0'],
    what: 'advertised URLs of Unix sockets of any path',
    source: 'https://github.com/etcd-io/etcd/pull/19760',
  },
  addBesideDeadMember: {
    since: ['3.5.30', '3.6.11'],
    what: 'members may be added while others are down, as long as a quorum of the larger cluster is connected',
    source: `${CHANGELOG}/CHANGELOG-3.6.md`,
  },
  bumpRevision: {
    since: ['3.4.27', '3.5.10'],
    what: 'a higher revision after a restore (`--bump-revision`, `--mark-compacted`)',
    source: 'https://github.com/etcd-io/etcd/pull/16029',
  },
  countsUserKeys: {
    since: ['3.6.0'],
    what: 'the keys of the user counted by `snapshot status`; earlier every entry of the file',
    source: `${CHANGELOG}/CHANGELOG-3.6.md`,
  },
  learnerSnapshot: {
    since: ['3.4.28', '3.5.0'],
    what: 'a snapshot of a learner; earlier it refuses',
    source: 'https://github.com/etcd-io/etcd/pull/16990',
  },
  updateKeepsLearner: {
    since: ['3.5.31', '3.6.12'],
    what: 'a learner stays one when its peer URLs change; earlier it becomes a voter',
    source: `${CHANGELOG}/CHANGELOG-3.6.md`,
  },
} as const satisfies Record<string, Capability>;

export type CapabilityName = keyof typeof CAPABILITIES;

/** Whether the given full version of etcd has the capability. */
export function has(version: string, name: CapabilityName): boolean {
  const row: Capability = CAPABILITIES[name];
  if (row.removedIn !== undefined && compareVersions(version, row.removedIn) >= 0) return false;
  const ofItsLine = row.since.find(since => lineOf(since) === lineOf(version));
  if (ofItsLine !== undefined) return compareVersions(version, ofItsLine) >= 0;
  return row.since.some(since => compareVersions(version, since) >= 0);
}
