import {memberScript} from './member-files.js';
import type {TruthRow} from './truth-row.js';

/** Where etcd crashes instead of saying what is wrong. */
export const CRASH_ROWS: readonly TruthRow[] = [
  {
    name: 'lease checkpoints that are made and not kept',
    rules: ['lease-checkpoint-crash'],
    files: place => memberScript(place, '--experimental-enable-lease-checkpoint'),
    verdict: {'3.4': 'refuses', '3.5': 'starts', '3.6': 'starts'},
    says: /panic: runtime error: invalid memory address or nil pointer dereference/,
  },
  {
    name: 'lease checkpoints that are made and not kept, with the new logger',
    rules: ['lease-checkpoint-crash'],
    files: place => memberScript(place, '--experimental-enable-lease-checkpoint --logger=zap'),
    verdict: {'3.4': 'starts', '3.5': 'starts', '3.6': 'starts'},
  },
];
