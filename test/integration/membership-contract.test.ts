import {describeContract} from './membership-contract.js';

describeContract('3.4');
describeContract('3.7');
