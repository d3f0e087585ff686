import {crashMatrix} from '../workflows/snapshot-crash.js';

crashMatrix(2);
