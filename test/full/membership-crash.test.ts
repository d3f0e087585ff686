import {crashMatrix} from '../workflows/membership-crash.js';

crashMatrix(1);
