import {afterAll} from 'vitest';

import {disposeOfFile} from './disposal.js';

afterAll(disposeOfFile);
