import {ETCD_TEST_LINES} from '../helpers/etcd-binaries.js';
import {describeContract} from '../integration/membership-contract.js';

for (const line of ETCD_TEST_LINES) describeContract(line);
for (const line of ['3.4', '3.7'] as const) describeContract(line, 'gRPC');
