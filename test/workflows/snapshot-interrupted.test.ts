import {interruptMatrix} from './snapshot-interrupted.js';

// More of them: test/full/snapshot-crash.test.ts.
interruptMatrix(13);
