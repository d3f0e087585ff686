import {compareVersions, isKnownLine, lineOf, nearestKnown} from '../etcd-version/version.js';
import type {EtcdProcess} from '../process/etcd-process.js';
import {nameOf} from '../process/values.js';
import {printable} from '../text/printable.js';
import type {Cluster} from './cluster.js';
import type {ClusterRule, ProcessRule, Report} from './rule.js';

/** The versions that the images of the members name. */
function versionReports({members}: Cluster): Report[] {
  const known = members.filter(({launch, version}) => launch.version === version);
  const sorted = [...known].sort((a, b) => compareVersions(a.version, b.version));
  const oldest = sorted[0];
  const newest = sorted.at(-1);
  if (oldest === undefined || newest === undefined) return [];
  const minor = ({version}: EtcdProcess): number => Number(lineOf(version).split('.')[1]);
  if (minor(newest) - minor(oldest) < 2) return [];
  return [
    {
      place: newest.place,
      member: nameOf(newest),
      message: `${printable(nameOf(oldest))} is etcd ${oldest.version} and ${printable(nameOf(newest))} is etcd ${newest.version}`,
      fix: 'run one version, or two neighbouring ones during an upgrade',
    },
  ];
}

/** Three services that differ in their images alone. */
function services(versions: readonly string[]): string {
  const list = versions.map((_, index) => `infra${index}=http://infra${index}:2380`).join(',');
  const texts = versions.map((version, index) => {
    const flags = [
      `--name infra${index}`,
      '--listen-peer-urls http://0.0.0.0:2380',
      '--listen-client-urls http://0.0.0.0:2379',
      `--initial-advertise-peer-urls http://infra${index}:2380`,
      `--advertise-client-urls http://infra${index}:2379`,
      `--initial-cluster ${list}`,
      '--initial-cluster-token orders-1',
    ];
    return `  infra${index}:\n    image: quay.io/coreos/etcd:v${version}\n    command: etcd ${flags.join(' ')}\n`;
  });
  return `services:\n${texts.join('')}`;
}

/** One service of an image, with flags that every version has. */
function service(version: string): {files: Record<string, string>} {
  const command = 'etcd --listen-client-urls http://0.0.0.0:2379 --advertise-client-urls http://infra0:2379';
  const image = `quay.io/coreos/etcd:v${version}`;
  return {files: {'compose.yaml': `services:\n  infra0:\n    image: ${image}\n    command: ${command}\n`}};
}

const unknownVersion: ProcessRule = {
  id: 'version-unknown',
  severity: 'info',
  title: 'An image of a version of etcd that etcdops does not know',
  why: 'Which settings a version has is known from 3.4 on. What an older image gets is read as 3.4 would read it, and that of a newer one as the newest version that is known.',
  etcd: 'accepts',
  bad: service('3.3.27'),
  good: service('3.6.16'),
  check: ({launch, version, place}) => {
    const {version: named} = launch;
    if (named === undefined || isKnownLine(lineOf(named)) || version !== nearestKnown(named)) return [];
    return [
      {
        place,
        message: `the image is etcd ${printable(named)}, which etcdops does not know: it is read as ${version} would read it`,
        fix: 'to have it read as another version, name that by --etcd-version',
      },
    ];
  },
};

/** Rules about the version of one process. */
export const VERSION_PROCESS_RULES: readonly ProcessRule[] = [unknownVersion];

/** Rules about the versions of the members. */
export const VERSION_RULES: readonly ClusterRule[] = [
  {
    id: 'version-skew',
    severity: 'error',
    title: 'Members whose versions are more than one line apart',
    why: 'etcd is made for neighbouring lines in one cluster, as an upgrade passes through them, and for no others: beside 3.6 members of 3.4 crash, and 3.7 crashes beside 3.5.',
    etcd: 'accepts',
    bad: {files: {'compose.yaml': services(['3.5.35', '3.5.35', '3.7.3'])}},
    good: {files: {'compose.yaml': services(['3.6.16', '3.6.16', '3.7.3'])}},
    compare: versionReports,
  },
];
