/** Random operations of BigInteger and BigDecimal on hlvm and on java: npx tsx test/fuzz/big-numbers.ts [COUNT] [FIRST SEED]. */
import { compareWithJava } from './against-java.ts'

compareWithJava({ program: 'big-numbers', what: 'operations', step: 2000, args: ['5000'] }, 20_000)
