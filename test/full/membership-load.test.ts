import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';
import {stringify} from 'yaml';

import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {ETCD_TEST_LINES} from '../helpers/etcd-binaries.js';
import {startWriters, type Written} from '../helpers/grpc-writers.js';
import {change, journalOf, nodeInSpec, sparePeerUrl, specOf} from '../integration/changed-cluster.js';
import {killMember} from '../integration/killed-run.js';
import {cliOk} from '../integration/observed-cluster.js';

const SLOWEST_MS = 300_000;
const CLIENTS = 4;
/** Far more than an election takes. */
const STALL_MARGIN_MS = 5000;

function clientUrlOf(cluster: TestCluster, name: string): string {
  return `http://127.0.0.1:${nodeInSpec(cluster, name).ports['client']}`;
}

/** A setting that every member starts anew for. */
function setQuota(cluster: TestCluster): void {
  const nodes = specOf(cluster).nodes.map(node =>
    node.role === 'member' ? {...node, settings: {'quota-backend-bytes': 4_294_967_296}} : node,
  );
  writeFileSync(join(cluster.dir, 'etcdops.yaml'), stringify({...specOf(cluster), nodes}));
}

/** Linearizable, by a client of its own. Each acknowledgement was in a log before it counted. */
async function assertNoneLost(cluster: TestCluster, {acknowledged}: Written): Promise<void> {
  const {stdout} = await cliOk(cluster, ['ctl', '--', 'get', 'load/', '--prefix', '--keys-only']);
  const found = new Set(stdout.split('\n'));
  expect(acknowledged.filter(key => !found.has(key))).toEqual([]);
}

function report(what: string, {acknowledged, failed, longestStallMs}: Written): void {
  const count = `${acknowledged.length} acknowledged, ${failed} failed`;
  console.log(`${what}: ${count}, longest stall ${longestStallMs} ms`);
}

describe.each(ETCD_TEST_LINES)('writers go on while members change, etcd %s', line => {
  it('added, removed and replaced: no acknowledged write is lost', {timeout: SLOWEST_MS}, async () => {
    const cluster = await startCluster({line});
    const writers = startWriters(cluster.endpoints, 'load', CLIENTS);
    await writers.writeOn(20);

    await change(cluster, ['member', 'add', 'infra3']);
    await change(cluster, ['member', 'remove', 'infra3']);
    await change(cluster, ['member', 'replace', 'infra0', '--with', 'infra4']);
    await killMember(cluster, 'infra2');
    await change(cluster, ['member', 'replace', 'infra2']);
    await writers.writeOn(20);

    const written = await writers.stop();
    report(`etcd ${line}, add, remove, replace living and dead`, written);
    await assertNoneLost(cluster, written);
  });

  it('promoted, moved, replaced in place and applied: none either', {timeout: SLOWEST_MS}, async () => {
    const cluster = await startCluster({line, grpcProxies: 1});
    const writers = startWriters(cluster.endpoints, 'load', CLIENTS);
    await writers.writeOn(20);

    await change(cluster, ['member', 'add', 'infra3', '--learner-only']);
    await change(cluster, ['member', 'promote', 'infra3']);
    await change(cluster, ['member', 'update', 'infra1', '--peer-url', sparePeerUrl(cluster, 0)]);
    await change(cluster, ['member', 'replace', 'infra2']);
    setQuota(cluster);
    await change(cluster, ['apply']);
    await change(cluster, ['promote', 'grpc-proxy0']);
    await writers.writeOn(20);

    const written = await writers.stop();
    report(`etcd ${line}, promote, update, replace in place, apply, promote a gRPC proxy`, written);
    await assertNoneLost(cluster, written);
  });

  it('one member and a proxy become two members', {timeout: SLOWEST_MS}, async () => {
    const isV2 = line === '3.4' || line === '3.5';
    const cluster = await startCluster({line, members: 1, ...(isV2 ? {proxies: 1} : {gateways: 1})});
    const writers = startWriters(cluster.endpoints, 'load', CLIENTS);
    await writers.writeOn(20);

    const promoted = isV2 ? 'proxy0' : 'gateway0';
    // A v2 proxy passes the old API alone on.
    const byProxy = isV2 ? undefined : startWriters([clientUrlOf(cluster, promoted)], 'load/by-proxy', 1);
    await byProxy?.writeOn(20);
    await change(cluster, ['promote', promoted]);
    await writers.writeOn(20);
    await byProxy?.writeOn(20);

    const written = await writers.stop();
    const steps = journalOf(cluster).filter(({step}) => step?.startsWith('start-etcd:') === true);
    const [begun = 0, done = 0] = steps.map(({at = ''}) => Date.parse(at));
    report(`etcd ${line}, one member to two (the process needed ${done - begun} ms to start)`, written);
    expect(written.longestStallMs).toBeLessThan(done - begun + STALL_MARGIN_MS);
    // Its only member was there all the time: whoever wrote to it never saw an error.
    expect(written.failed).toBe(0);
    // etcd 3.6 and 3.7 say so when they wait for seven seconds, in which nobody answers at the address of the proxy.
    const log = readFileSync(join(cluster.dir, '.etcdops', 'logs', `${promoted}.log`), 'utf8');
    expect(log).not.toContain('failed to publish local member to cluster');
    await assertNoneLost(cluster, written);
    if (byProxy === undefined) return;
    // Cut off once, when the proxy stops, and served again once its member votes.
    const through = await byProxy.stop();
    report(`etcd ${line}, by the address of the proxy`, through);
    expect(through.outages).toBeLessThanOrEqual(2);
    await assertNoneLost(cluster, through);
  });
});
