import {describe, expect, it} from 'vitest';

import {machineMarks, type MachineQuestion} from '../../../../src/lib/domain/process/machine-marks.js';

function marks(listens: string, advertises: string, more: Partial<MachineQuestion> = {}): string[] {
  const hosts = (text: string): string[] => (text === '' ? [] : text.split(' '));
  return machineMarks({
    listens: hosts(listens),
    advertises: hosts(advertises),
    ownNetwork: false,
    isSpread: true,
    ...more,
  });
}

describe('the machine of a process', () => {
  it.each<[string, string, string[], Partial<MachineQuestion>?]>([
    ['10.0.0.1', '10.0.0.1', ['10.0.0.1']],
    ['10.0.0.1 127.0.0.1', '203.0.113.7', ['10.0.0.1']],
    ['10.0.0.1 10.1.0.1', '10.0.0.1', ['10.0.0.1', '10.1.0.1']],
    ['0.0.0.0', '10.0.0.1', ['10.0.0.1']],
    ['127.0.0.1', '10.0.0.1', ['10.0.0.1']],
    ['2001:DB8:0::1', '', ['2001:db8::1']],
    // Several machines may be behind one name.
    ['0.0.0.0', 'etcd.example.com', []],
    ['127.0.0.1', 'etcd.example.com', [], {isSpread: false}],
    // Loopback says something only where all of the cluster is on it.
    ['127.0.0.1', 'localhost', ['this machine'], {isSpread: false}],
    ['0.0.0.0', '127.0.0.1', ['this machine'], {isSpread: false}],
    ['127.0.0.1', 'localhost', []],
    ['0.0.0.0', '', [], {isSpread: false}],
    ['', '', [], {isSpread: false}],
    // Whoever starts all of them is on one machine, whatever their addresses.
    ['0.0.0.0', 'infra0', ['file Procfile'], {startedBy: 'Procfile'}],
    ['10.0.0.1', '10.0.0.1', ['10.0.0.1', 'file Procfile'], {startedBy: 'Procfile'}],
    ['10.0.0.1', '10.0.0.1', [], {ownNetwork: true}],
    [
      '127.0.0.1',
      'localhost',
      ['file compose.yaml'],
      {ownNetwork: true, isSpread: false, startedBy: 'compose.yaml'},
    ],
  ])('that listens on "%s" and advertises "%s": %j', (listens, advertises, expected, more) => {
    expect(marks(listens, advertises, more)).toEqual(expected);
  });
});
