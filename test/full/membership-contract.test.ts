import {describeContract} from '../integration/membership-contract.js';

describeContract('3.5');
describeContract('3.6');
