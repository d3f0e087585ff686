import {ADDRESS_ROWS} from './rows-addresses.js';
import {DISCOVERY_ROWS} from './rows-discovery.js';
import {INITIAL_CLUSTER_ROWS} from './rows-initial-cluster.js';
import {PEER_URL_ROWS} from './rows-peer-urls.js';
import {URL_ROWS} from './rows-urls.js';
import type {TruthRow} from './truth-row.js';

/** URLs, addresses, and how a member begins. */
export const BOOTSTRAP_ROWS: readonly TruthRow[] = [
  ...URL_ROWS,
  ...ADDRESS_ROWS,
  ...INITIAL_CLUSTER_ROWS,
  ...PEER_URL_ROWS,
  ...DISCOVERY_ROWS,
];
