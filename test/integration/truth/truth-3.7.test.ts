import {describeTruth} from './truth-table.js';

describeTruth('3.7');
