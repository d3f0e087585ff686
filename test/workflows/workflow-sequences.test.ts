import {workflowsAtRandom} from './workflow-sequences.js';

// All versions: test/full/workflow-sequences.test.ts.
workflowsAtRandom(['3.7.3'], 2);
