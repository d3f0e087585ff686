import {killedAborts} from './membership-abort-killed.js';

// All effects: test/full/membership-crash.test.ts.
killedAborts(5);
