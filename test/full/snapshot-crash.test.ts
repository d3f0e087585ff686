import {crashMatrix} from '../workflows/snapshot-crash.js';
import {stopMatrix} from '../workflows/snapshot-stop-fails.js';

crashMatrix(2);
stopMatrix(/./);
