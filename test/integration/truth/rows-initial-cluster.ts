import {inFile} from './file-rows.js';
import {memberConfig, memberScript, memberVariables} from './member-files.js';
import type {TruthRow} from './truth-row.js';

const NO_URL = /error setting up initial cluster: URL scheme must be http, https, unix, or unixs: ?$/m;

/** The name of the member, in its list and without one. */
const NAMES: readonly TruthRow[] = [
  inFile({
    name: 'a list without the own name',
    rules: ['initial-cluster-name'],
    changes: ({peer}) => ({'initial-cluster': `b=${peer}`}),
    verdict: 'refuses',
    says: /couldn't find local name "a" in the initial cluster configuration/,
  }),
  inFile({
    name: 'a list, and no name',
    rules: ['initial-cluster-name'],
    changes: () => ({name: null}),
    verdict: 'refuses',
    says: /couldn't find local name "default"/,
  }),
  inFile({
    name: 'an empty list',
    rules: ['initial-cluster-name'],
    changes: () => ({'initial-cluster': ''}),
    verdict: 'refuses',
    says: /couldn't find local name "a"/,
  }),
  {
    name: 'the default list with another name, which etcd replaces',
    rules: ['initial-cluster-name', 'initial-cluster-own-urls'],
    files: place => memberVariables(place, '', {'initial-cluster': 'default=http://localhost:2380'}),
    verdict: 'starts',
  },
  inFile({
    name: 'no name in a list of default',
    rules: ['initial-cluster-name', 'default-name'],
    changes: ({peer, other}) => ({
      name: null,
      'initial-cluster': `default=${peer},b=${other},c=http://127.0.0.1:1`,
    }),
    verdict: 'starts',
  }),
  inFile({
    name: 'an empty name without a list',
    rules: ['name-unusable'],
    changes: () => ({name: '', 'initial-cluster': null}),
    verdict: 'refuses',
    says: /couldn't find local name ""/,
  }),
  inFile({
    name: 'an equals sign in a name without a list',
    rules: ['name-unusable'],
    changes: () => ({name: 'zone=a', 'initial-cluster': null}),
    verdict: 'refuses',
    says: /error setting up initial cluster: parse "a=http:/,
  }),
  inFile({
    name: 'a comma in a name without a list',
    rules: ['name-unusable'],
    changes: () => ({name: 'a,b', 'initial-cluster': null}),
    verdict: 'refuses',
    says: NO_URL,
  }),
  inFile({
    name: 'a blank in a name without a list',
    rules: ['name-unusable', 'initial-cluster-name'],
    changes: () => ({name: 'a b', 'initial-cluster': null}),
    verdict: 'starts',
  }),
];

/** Entries of the list. */
const ENTRIES: readonly TruthRow[] = [
  inFile({
    name: 'a URL without a name in the list',
    rules: ['initial-cluster-no-equals'],
    changes: ({peer}) => ({'initial-cluster': peer}),
    verdict: 'refuses',
    says: NO_URL,
  }),
  inFile({
    name: 'a blank at the end of the list',
    rules: ['initial-cluster-no-equals'],
    changes: ({peer}) => ({'initial-cluster': `a=${peer}, `}),
    verdict: 'refuses',
    says: NO_URL,
  }),
  inFile({
    name: 'a blank before another name in the list',
    rules: ['initial-cluster-whitespace', 'initial-cluster-no-equals'],
    changes: ({peer, other}) => ({'initial-cluster': `a=${peer}, b=${other}, c=http://127.0.0.1:1`}),
    verdict: 'starts',
  }),
  inFile({
    name: 'a blank before the own name in the list',
    rules: ['initial-cluster-name', 'initial-cluster-whitespace'],
    changes: ({peer}) => ({'initial-cluster': ` a=${peer}`}),
    verdict: 'refuses',
    says: /couldn't find local name "a"/,
  }),
  inFile({
    name: 'a remark between members of the list',
    rules: ['initial-cluster-remark'],
    changes: ({peer, other}) => ({'initial-cluster': `a=${peer},# next b=${other},c=http://127.0.0.1:1`}),
    verdict: 'starts',
  }),
  inFile({
    name: 'two entries of one other name in the list',
    rules: ['initial-cluster-name-twice'],
    changes: ({peer, other}) => ({'initial-cluster': `a=${peer},b=${other},b=http://127.0.0.1:1`}),
    verdict: 'starts',
  }),
];

/** Whether the cluster is new. */
const STATES: readonly TruthRow[] = [
  inFile({
    name: 'a slip in the state of the cluster',
    rules: ['value-choice'],
    changes: () => ({'initial-cluster-state': 'exisiting'}),
    verdict: 'refuses',
    says: /unexpected clusterState "exisiting"/,
  }),
  {
    name: 'a slip in the state of the cluster, in a variable',
    rules: ['value-choice'],
    files: place => memberVariables(place, '', {'initial-cluster-state': 'New'}),
    verdict: 'refuses',
    says: /invalid value "New" for ETCD_INITIAL_CLUSTER_STATE: invalid value/,
  },
  {
    name: 'a slip in the state of the cluster, in a flag',
    rules: ['value-choice'],
    files: place => memberScript(place, '', {'initial-cluster-state': 'joined'}),
    verdict: 'refuses',
    says: /invalid value "joined" for flag -initial-cluster-state: invalid value/,
  },
  inFile({
    name: 'an empty state of the cluster in a config file',
    rules: ['existing-alone'],
    changes: () => ({'initial-cluster-state': ''}),
    verdict: 'starts',
  }),
  inFile({
    name: 'joining alone',
    rules: ['existing-alone'],
    changes: () => ({'initial-cluster-state': 'existing'}),
    verdict: 'refuses',
    says: /cannot fetch cluster info from peer urls: could not retrieve cluster information/,
  }),
  {
    name: 'a forced cluster',
    rules: ['force-new-cluster'],
    files: place => memberConfig(place, 'force-new-cluster: true'),
    verdict: 'starts',
  },
];

/** How a member begins by a list. */
export const INITIAL_CLUSTER_ROWS: readonly TruthRow[] = [...NAMES, ...ENTRIES, ...STATES];
