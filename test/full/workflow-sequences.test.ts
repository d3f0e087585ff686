import {expect, it} from 'vitest';

import {workflowsAtRandom} from '../workflows/workflow-sequences.js';

const done = workflowsAtRandom(['3.4.23', '3.5.29', '3.5.35', '3.6.10', '3.6.16', '3.7.3'], 3);

it('most of them came to their end', () => {
  expect(done.size).toBeGreaterThan(3);
});
