import {ETCD_TEST_LINES} from '../helpers/etcd-binaries.js';
import {describeContract} from '../integration/membership-contract.js';

for (const line of ETCD_TEST_LINES) describeContract(line, 'JSON');
