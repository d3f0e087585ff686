import {crashMatrix} from './snapshot-crash.js';

// All effects: test/full/snapshot-crash.test.ts. An odd stride meets records of the journal and effects alike.
crashMatrix(37);
