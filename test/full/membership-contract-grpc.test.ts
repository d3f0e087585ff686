import {describeContract} from '../integration/membership-contract.js';

for (const line of ['3.4', '3.7'] as const) describeContract(line, 'gRPC');
