import {stopMatrix} from './snapshot-stop-fails.js';

// Gateways, and starts: test/full/snapshot-crash.test.ts.
stopMatrix(/^stop infra/);
