import {describe, expect, it} from 'vitest';

import {dataDirsOf} from '../../../../src/lib/domain/machine/data-dirs.js';
import {processOf} from '../../../helpers/process-of.js';

describe('dataDirsOf', () => {
  it.each([
    ['etcd --data-dir /d', {dataDir: '/d'}],
    ['etcd --data-dir /d --wal-dir w', {dataDir: '/d', walDir: 'w'}],
    ['etcd --data-dir= --wal-dir=', {dataDir: 'default.etcd'}],
    ['etcd --name infra0', {dataDir: 'infra0.etcd'}],
    ['etcd --name=$NAME --data-dir /d', {dataDir: '/d'}],
  ])('reads %s', (line, dirs) => {
    expect(dataDirsOf(processOf(line))).toEqual(dirs);
  });

  it('reads those of a v2 proxy', () => {
    expect(dataDirsOf(processOf('etcd --proxy on --data-dir /d', '3.5.35'))).toEqual({dataDir: '/d'});
  });

  it.each([
    ['that only the machine knows', 'etcd --data-dir $DIR'],
    ['with a log where only the machine knows', 'etcd --data-dir /d --wal-dir $DIR'],
    ['by a name that only the machine knows', 'etcd --name=$NAME'],
    ['that may stand behind what etcd does not take', 'etcd --bogus --data-dir /d'],
    ['that may stand in a config file on another machine', 'etcd --config-file /etc/etcd.yaml'],
    ['of a process that prints its version and ends', 'etcd --version'],
    ['of a gateway', 'etcd gateway start --endpoints a:1'],
    ['of a gRPC proxy, which keeps nothing', 'etcd grpc-proxy start --data-dir /d'],
    ['of a client', 'etcdctl get key'],
  ])('knows none %s', (_, line) => {
    expect(dataDirsOf(processOf(line))).toBeUndefined();
  });
});
