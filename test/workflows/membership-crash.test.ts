import {crashMatrix} from './membership-crash.js';

// All effects: test/full/membership-crash.test.ts. An odd stride meets records of the journal and effects alike.
crashMatrix(23);
