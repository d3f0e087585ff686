import {compareVersions} from '../etcd-version/version.js';
import type {Assignment, EtcdProcess} from '../process/etcd-process.js';
import {printable} from '../text/printable.js';
import {knownOf} from './assignments.js';
import {isSet} from './listeners.js';
import {endpointsOf} from './proxy-endpoints.js';
import type {ProcessRule, Report} from './rule.js';
import {rewritten, shown} from './wording.js';

function script(text: string): {files: Readonly<Record<string, string>>} {
  return {files: {'check.sh': `${text}\n`}};
}

/** Endpoints whose address is a host alone; sockets have none. */
const endpointPort: ProcessRule = {
  id: 'etcdctl-endpoint-port',
  severity: 'error',
  title: 'An endpoint of etcdctl without a port',
  why: 'There is no default port. etcdctl tries until its time is up and then says context deadline exceeded, as if the cluster were down.',
  etcd: 'unseen',
  bad: script('etcdctl --endpoints=10.0.1.10 endpoint health'),
  good: script('etcdctl --endpoints=10.0.1.10:2379 endpoint health'),
  check: process => {
    const list = process.role === 'etcdctl' ? endpointsOf(process) : undefined;
    if (list === undefined) return [];
    return list.endpoints
      .filter(({scheme, address}) => !scheme.startsWith('unix') && isHostAlone(address.trim()))
      .map(({text, address}) => ({
        place: list.given.place,
        message: `the endpoint ${shown(text)} has no port`,
        fix: `write ${printable(`${address.trim()}:2379`, 100)}`,
      }));
  },
};

function isHostAlone(address: string): boolean {
  return /^(?:\[[\da-f:]+\]|[\w.-]+)$/i.test(address);
}

function reportPassword(process: EtcdProcess, password: Assignment): Report[] {
  const user = process.values.get('user');
  const {written, place} = password;
  if (user === undefined) {
    const fix = 'add --user NAME';
    return [{place, message: `${written} stands without a user: etcdctl does not log in`, fix}];
  }
  if (user.unresolved || !user.value.includes(':')) return [];
  const name = user.value.slice(0, user.value.indexOf(':'));
  return [
    {
      place: user.place,
      // Never the password itself.
      message: `beside ${written} the whole of ${user.written} is taken for the name of the user, with the colon`,
      ...rewritten(user, name, process),
    },
  ];
}

const passwordTwice: ProcessRule = {
  id: 'etcdctl-password',
  severity: 'error',
  title: 'A password of etcdctl without a user, or a second one',
  why: 'Without --user etcdctl drops the password and does not log in. With --password the value of --user is the name as it stands; `name:password` is then a name with a colon in it.',
  etcd: 'unseen',
  bad: script('etcdctl --endpoints=10.0.1.10:2379 --password=secret get key'),
  good: script('etcdctl --endpoints=10.0.1.10:2379 --user=root --password=secret get key'),
  check: process => {
    const password = process.role === 'etcdctl' ? process.values.get('password') : undefined;
    return password === undefined || password.value === '' ? [] : reportPassword(process, password);
  },
};

const skipVerify: ProcessRule = {
  id: 'etcdctl-skip-verify',
  severity: 'error',
  title: 'TLS that is not to be verified, and is none in etcdctl before 3.6',
  why: 'Before 3.6 --insecure-skip-tls-verify alone turns no TLS on: --insecure-transport is on by default, and etcdctl talks plain text to an https endpoint until its time is up.',
  etcd: 'unseen',
  bad: {
    version: '3.5.35',
    ...script('etcdctl --endpoints=https://10.0.1.10:2379 --insecure-skip-tls-verify endpoint health'),
  },
  good: {
    version: '3.5.35',
    ...script(
      'etcdctl --endpoints=https://10.0.1.10:2379 --insecure-skip-tls-verify --insecure-transport=false endpoint health',
    ),
  },
  check: process => {
    const given = knownOf(process, 'insecure-skip-tls-verify');
    if (given === undefined || process.role !== 'etcdctl' || !/^(?:1|t|true)$/i.test(given.value)) return [];
    const usesTls = ['cacert', 'cert', 'insecure-transport'].some(name => isSet(process, name));
    const isSecure = endpointsOf(process)?.endpoints.some(({scheme}) => scheme === 'https') ?? false;
    if (compareVersions(process.version, '3.6.0') >= 0 || usesTls || !isSecure) return [];
    return [
      {
        place: given.place,
        message: `${given.written} turns no TLS on in etcdctl ${process.version}`,
        fix: 'add --insecure-transport=false',
      },
    ];
  },
};

/** Rules about etcdctl, as far as it can be judged without the cluster. */
export const ETCDCTL_RULES: readonly ProcessRule[] = [endpointPort, passwordTwice, skipVerify];
