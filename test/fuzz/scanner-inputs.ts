/** Random inputs of a Scanner on hlvm and on java: npx tsx test/fuzz/scanner-inputs.ts [COUNT] [FIRST SEED]. */
import { compareWithJava } from './against-java.ts'

compareWithJava({ program: 'scanner-inputs', what: 'inputs', step: 5000 }, 5000)
