import {existsSync, readFileSync, statSync} from 'node:fs';

import {etcdData, type EtcdData} from '../../../src/lib/adapters/etcd-data/etcd-data.js';
import {readDatabase} from './fake-database.js';

/** Databases of the fake etcd, in which nothing is ever compacted, beside real ones. */
export const fakeEtcdData: EtcdData = {
  ...etcdData,
  async database(path) {
    const bytes = existsSync(path) && statSync(path).isFile() ? readFileSync(path) : undefined;
    const fake = bytes === undefined ? undefined : readDatabase(bytes);
    return fake === undefined
      ? etcdData.database(path)
      : {revision: fake.content.revision, authEnabled: false, members: []};
  },
};
