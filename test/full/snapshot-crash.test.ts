import {crashMatrix} from '../workflows/snapshot-crash.js';
import {interruptMatrix} from '../workflows/snapshot-interrupted.js';
import {stopMatrix} from '../workflows/snapshot-stop-fails.js';

crashMatrix(2);
interruptMatrix(3);
stopMatrix(/./);
