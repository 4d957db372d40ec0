// A line of a recording, judged by what it is of.
import { type Judgement, judgeState } from './judge.ts';
import { judgeNativeState } from './judge-native.ts';
import { judgeLiveRun } from './native-live.ts';
import type { VectorLine } from './vector-file.ts';

/** Every connect of the line, judged. */
export function judgeLine(read: Exclude<VectorLine, { kind: 'problem' }>): Judgement[] {
  switch (read.kind) {
    case 'state':
      return judgeState(read.state, read.generation);
    case 'native-state':
      return judgeNativeState(read.state, read.generation);
    case 'native-live':
      return judgeLiveRun(read.run, read.generation);
  }
}
