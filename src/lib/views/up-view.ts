import type {ClusterStatus} from '../domain/cluster/judge.js';
import type {RunReport} from '../engine/step.js';
import {runView} from './run-view.js';
import {statusView} from './status-view.js';
import type {View} from './view.js';

/** The run, and what the cluster is like after it (not after a dry run). */
export type ShownUp = {readonly run: RunReport} & Partial<ClusterStatus>;

export const upView: View<ShownUp> = ({run, cluster, nodes, next}, options) => {
  if (cluster === undefined || nodes === undefined || next === undefined)
    return runView({run, agreed: true, done: ''}, options);
  const said = run.outcome === 'nothing-to-do' ? ['Everything runs already.', ''] : [''];
  return [...said, statusView({cluster, nodes, next}, options)].join('\n');
};
