import {isTrueBoolean} from '../process/go-boolean.js';
import {knownOf} from './assignments.js';
import {configFile} from './example-files.js';
import {isServer} from './judged.js';
import {integerOf} from './numbers.js';
import type {ProcessRule} from './rule.js';
import {rewritten} from './wording.js';

const reusePort: ProcessRule = {
  id: 'socket-reuse-port',
  severity: 'warning',
  title: 'Sockets that two processes may share',
  why: 'With `socket-reuse-port` a second etcd on the same port does not fail: the kernel deals the connections out to both. A copied unit then serves two clusters at one address.',
  etcd: 'accepts',
  bad: {files: configFile('socket-options:', '  reuse-port: true')},
  good: {files: configFile('socket-options:', '  reuse-address: true')},
  check: process => {
    const given = knownOf(process, 'socket-reuse-port');
    if (given === undefined || !isServer(process) || !isTrueBoolean(given.value)) return [];
    return [
      {
        place: given.place,
        message: `${given.written} is on: a second etcd on the same port is not noticed`,
        fix: 'remove it; to start again at once on the same port use socket-reuse-address',
      },
    ];
  },
};

const reconfigCheck: ProcessRule = {
  id: 'strict-reconfig-off',
  severity: 'warning',
  title: 'A member that lets the cluster lose its quorum',
  why: 'With `strict-reconfig-check` off etcd takes changes of members that leave it without a quorum. The sample file of etcd has it off; the default is on.',
  etcd: 'accepts',
  bad: {files: configFile('strict-reconfig-check: false')},
  good: {files: configFile('strict-reconfig-check: true')},
  check: process => {
    const given = knownOf(process, 'strict-reconfig-check');
    const isOff = given !== undefined && /^(?:0|f|false)$/i.test(given.value);
    if (!isOff || process.role !== 'member') return [];
    return [
      {
        place: given.place,
        message: `${given.written} is off: etcd takes changes of members that cost the quorum`,
        ...rewritten(given, 'true', process),
      },
    ];
  },
};

const bcryptCost: ProcessRule = {
  id: 'bcrypt-cost',
  severity: 'warning',
  title: 'A cost of password hashes out of its bounds',
  why: 'bcrypt takes 4 to 31. etcd warns at any other number and takes the default of 10.',
  etcd: 'accepts',
  bad: {files: configFile('bcrypt-cost: 40')},
  good: {files: configFile('bcrypt-cost: 12')},
  check: process => {
    const given = knownOf(process, 'bcrypt-cost');
    const cost = integerOf(process, 'bcrypt-cost');
    if (given === undefined || cost === undefined || (cost >= 4n && cost <= 31n)) return [];
    return [
      {
        place: given.place,
        message: `${given.written} is ${cost}, out of 4 to 31: etcd takes 10`,
        ...rewritten(given, '10', process),
      },
    ];
  },
};

/** Rules about what clients and other members get. */
export const SERVICE_RULES: readonly ProcessRule[] = [reusePort, reconfigCheck, bcryptCost];
