import {killedAborts} from '../workflows/membership-abort-killed.js';
import {crashMatrix} from '../workflows/membership-crash.js';

crashMatrix(1);
killedAborts(1);
