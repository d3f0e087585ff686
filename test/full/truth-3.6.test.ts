import {describeTruth} from '../integration/truth/truth-table.js';

describeTruth('3.6');
