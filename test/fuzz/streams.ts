/** Random stream pipelines on hlvm and on java: npx tsx test/fuzz/streams.ts [COUNT] [FIRST SEED]. */
import { compareWithJava } from './against-java.ts'

compareWithJava({ program: 'stream-pipelines', what: 'pipelines', step: 5000 }, 10_000)
