import type {Changes} from './judged.js';

/** A member of a cluster on `10.0.0.1`, `10.0.0.2`, … */
export function memberOf(index: number, list: string, more: Changes = {}): Changes {
  const host = `10.0.0.${index + 1}`;
  return {
    name: 'abcdefg'[index]!,
    'listen-peer-urls': `http://${host}:2380`,
    'listen-client-urls': `http://${host}:2379`,
    'initial-advertise-peer-urls': `http://${host}:2380`,
    'advertise-client-urls': `http://${host}:2379`,
    'initial-cluster': list,
    ...more,
  };
}

/** Entries of a list of three members. */
export const [A, B, C] = ['a=http://10.0.0.1:2380', 'b=http://10.0.0.2:2380', 'c=http://10.0.0.3:2380'];
export const THREE = [A, B, C].join(',');
