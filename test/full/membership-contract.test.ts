import {ETCD_TEST_LINES} from '../helpers/etcd-binaries.js';
import {describeContract} from '../integration/membership-contract.js';

ETCD_TEST_LINES.forEach(describeContract);
