/** Random patterns and texts on hlvm and on java: npx tsx test/fuzz/regex-pairs.ts [COUNT] [FIRST SEED]. */
import { compareWithJava } from './against-java.ts'

compareWithJava({ program: 'regex-pairs', what: 'pairs', step: 10_000 }, 20_000)
