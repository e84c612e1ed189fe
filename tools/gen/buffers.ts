/**
 * The sources of java.nio's buffers: seven kinds that differ in the type of their elements. `XBuffer` is the public class, `HeapXBuffer` (and
 * `DirectByteBuffer`) has its elements in an array, `ByteBufferAsXBuffer` sees the bytes of a ByteBuffer as elements. What is the
 * same for all kinds without a type stands in java/nio/Buffer.src, what chars only have in `charMembers`.
 */

interface Kind {
  /** Byte, Char ... */
  readonly name: string
  /** byte, char ... */
  readonly type: string
  readonly bytes: number
}

const KINDS: readonly Kind[] = [
  { name: 'Byte', type: 'byte', bytes: 1 },
  { name: 'Char', type: 'char', bytes: 2 },
  { name: 'Short', type: 'short', bytes: 2 },
  { name: 'Int', type: 'int', bytes: 4 },
  { name: 'Long', type: 'long', bytes: 8 },
  { name: 'Float', type: 'float', bytes: 4 },
  { name: 'Double', type: 'double', bytes: 8 },
]

const HEADER = (what: string): string => `// Written by npm run gen (tools/gen/buffers.ts): change it there.
package java.nio;

${what}`

const isReal = ({ name }: Kind): boolean => name === 'Float' || name === 'Double'
const boxOf = ({ name }: Kind): string => (name === 'Char' ? 'Character' : name === 'Int' ? 'Integer' : name)

/** Whether two elements are taken as equal, and how they compare. */
const same = (kind: Kind, a: string, b: string): string =>
  isReal(kind) ? `(${a} == ${b} || ${a} != ${a} && ${b} != ${b})` : `${a} == ${b}`

const compareBody = (kind: Kind): string =>
  isReal(kind)
    ? `      ${kind.type} x = get(position + at);
      ${kind.type} y = other.get(other.position + at);
      return x < y ? -1 : x > y ? 1 : x == y ? 0 : x != x ? (y != y ? 0 : 1) : -1;`
    : `      return ${boxOf(kind)}.compare(get(position + at), other.get(other.position + at));`

function publicClass(kind: Kind): string {
  const { name, type } = kind
  const B = `${name}Buffer`
  const isByte = name === 'Byte'
  const isChar = name === 'Char'
  const implemented = `Comparable<${B}>${isChar ? ', Appendable, CharSequence, Readable' : ''}`
  const imports = isChar
    ? 'import java.io.IOException;\nimport java.util.Objects;\nimport java.util.stream.IntStream;\nimport java.util.stream.StreamSupport;\n'
    : 'import java.util.Objects;\n'
  return `${HEADER(imports)}
/** A range of ${type}s with position, limit and mark. */
public abstract class ${B} extends Buffer implements ${implemented} {
  /** The array of a buffer that has one, else null. */
  final ${type}[] hb;
  /** Where the buffer begins in it. */
  final int offset;
  final boolean readOnly;
${isByte ? '  boolean bigEndian = true;\n' : ''}
  ${B}(int mark, int position, int limit, int capacity, ${type}[] hb, int offset, boolean readOnly) {
    super(mark, position, limit, capacity);
    this.hb = hb;
    this.offset = offset;
    this.readOnly = readOnly;
  }

  public static ${B} allocate(int capacity) {
    if (capacity < 0) {
      throw negativeCapacity(capacity);
    }
    return new Heap${B}(new ${type}[capacity], 0, -1, 0, capacity, capacity, false);
  }
${
  isByte
    ? `
  public static ByteBuffer allocateDirect(int capacity) {
    if (capacity < 0) {
      throw negativeCapacity(capacity);
    }
    return new DirectByteBuffer(new byte[capacity], 0, -1, 0, capacity, capacity, false);
  }
`
    : ''
}
  public static ${B} wrap(${type}[] array, int offset, int length) {
    if ((offset | length | array.length - offset - length) < 0) {
      throw new IndexOutOfBoundsException();
    }
    return new Heap${B}(array, 0, -1, offset, offset + length, array.length, false);
  }

  public static ${B} wrap(${type}[] array) {
    return wrap(array, 0, array.length);
  }

  @Override
  public abstract ${B} slice();

  @Override
  public abstract ${B} slice(int index, int length);

  @Override
  public abstract ${B} duplicate();

  public abstract ${B} asReadOnlyBuffer();

  public abstract ${type} get();

  public abstract ${B} put(${type} value);

  public abstract ${type} get(int index);
${
  isChar
    ? `
  /** Without a check. */
  abstract char getUnchecked(int index);
`
    : ''
}
  public abstract ${B} put(int index, ${type} value);

  public ${B} get(${type}[] target, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, target.length);
    int p = position;
    if (length > limit - p) {
      throw new BufferUnderflowException();
    }
    copyOut(p, target, offset, length);
    position = p + length;
    return this;
  }

  public ${B} get(${type}[] target) {
    return get(target, 0, target.length);
  }

  public ${B} get(int index, ${type}[] target, int offset, int length) {
    Objects.checkFromIndexSize(index, length, limit);
    Objects.checkFromIndexSize(offset, length, target.length);
    copyOut(index, target, offset, length);
    return this;
  }

  public ${B} get(int index, ${type}[] target) {
    return get(index, target, 0, target.length);
  }

  /** Copies elements; everything has been checked. */
  void copyOut(int index, ${type}[] target, int offset, int length) {
    if (hb != null) {
      System.arraycopy(hb, this.offset + index, target, offset, length);
      return;
    }
    for (int i = 0; i < length; i++) {
      target[offset + i] = get(index + i);
    }
  }

  /** Copies elements; everything has been checked. */
  void copyIn(int index, ${type}[] source, int offset, int length) {
    if (hb != null) {
      System.arraycopy(source, offset, hb, this.offset + index, length);
      return;
    }
    for (int i = 0; i < length; i++) {
      put(index + i, source[offset + i]);
    }
  }

  /** Copies elements; everything has been checked. The two may overlap. */
  void copyFrom(int index, ${B} source, int sourceIndex, int length) {
    if (source.hb != null) {
      copyIn(index, source.hb, source.offset + sourceIndex, length);
      return;
    }
    ${type}[] between = new ${type}[length];
    source.copyOut(sourceIndex, between, 0, length);
    copyIn(index, between, 0, length);
  }

  public ${B} put(${B} source) {
    if (source == this) {
      throw new IllegalArgumentException("The source buffer is this buffer");
    }
    if (readOnly) {
      throw new ReadOnlyBufferException();
    }
    int length = source.limit - source.position;
    if (length > limit - position) {
      throw new BufferOverflowException();
    }
    copyFrom(position, source, source.position, length);
    position += length;
    source.position += length;
    return this;
  }

  public ${B} put(int index, ${B} source, int offset, int length) {
    // Which of two faults is told depends on the kind of buffer, as in java.
    if (readOnly && hb != null${isByte ? ' && !isDirect()' : ''}) {
      throw new ReadOnlyBufferException();
    }
    Objects.checkFromIndexSize(index, length, limit);
    Objects.checkFromIndexSize(offset, length, source.limit);
    if (readOnly) {
      throw new ReadOnlyBufferException();
    }
    copyFrom(index, source, offset, length);
    return this;
  }

  public ${B} put(${type}[] source, int offset, int length) {
    if (readOnly) {
      throw new ReadOnlyBufferException();
    }
    Objects.checkFromIndexSize(offset, length, source.length);
    int p = position;
    if (length > limit - p) {
      throw new BufferOverflowException();
    }
    copyIn(p, source, offset, length);
    position = p + length;
    return this;
  }

  public final ${B} put(${type}[] source) {
    return put(source, 0, source.length);
  }

  public ${B} put(int index, ${type}[] source, int offset, int length) {
    if (readOnly) {
      throw new ReadOnlyBufferException();
    }
    Objects.checkFromIndexSize(index, length, limit);
    Objects.checkFromIndexSize(offset, length, source.length);
    copyIn(index, source, offset, length);
    return this;
  }

  public ${B} put(int index, ${type}[] source) {
    return put(index, source, 0, source.length);
  }
${isChar ? charMembers : ''}
  @Override
  public final boolean hasArray() {
    return hb != null && !readOnly${isByte ? ' && !isDirect()' : ''};
  }

  @Override
  public final ${type}[] array() {
    if (hb == null${isByte ? ' || isDirect()' : ''}) {
      throw new UnsupportedOperationException();
    }
    if (readOnly) {
      throw new ReadOnlyBufferException();
    }
    return hb;
  }

  @Override
  public final int arrayOffset() {
    if (hb == null${isByte ? ' || isDirect()' : ''}) {
      throw new UnsupportedOperationException();
    }
    if (readOnly) {
      throw new ReadOnlyBufferException();
    }
    return offset;
  }

  @Override
  public${isByte ? '' : ' final'} ${B} position(int newPosition) {
    super.position(newPosition);
    return this;
  }

  @Override
  public${isByte ? '' : ' final'} ${B} limit(int newLimit) {
    super.limit(newLimit);
    return this;
  }

  @Override
  public${isByte ? '' : ' final'} ${B} mark() {
    super.mark();
    return this;
  }

  @Override
  public${isByte ? '' : ' final'} ${B} reset() {
    super.reset();
    return this;
  }

  @Override
  public${isByte ? '' : ' final'} ${B} clear() {
    super.clear();
    return this;
  }

  @Override
  public${isByte ? '' : ' final'} ${B} flip() {
    super.flip();
    return this;
  }

  @Override
  public${isByte ? '' : ' final'} ${B} rewind() {
    super.rewind();
    return this;
  }

  public abstract ${B} compact();

  @Override
  public abstract boolean isDirect();

  @Override
  public final boolean isReadOnly() {
    return readOnly;
  }
${
  isChar
    ? ''
    : `
  /** The class name that is shown. */
  abstract String shownName();

  @Override
  public String toString() {
    return shownName() + "[pos=" + position + " lim=" + limit + " cap=" + capacity + "]";
  }
`
}
  @Override
  public int hashCode() {
    int h = 1;
    for (int i = limit - 1; i >= position; i--) {
      h = 31 * h + (int) get(i);
    }
    return h;
  }

  @Override
  public boolean equals(Object object) {
    if (this == object) {
      return true;
    }
    if (!(object instanceof ${B})) {
      return false;
    }
    ${B} other = (${B}) object;
    return remaining() == other.remaining() && firstDifference(other) < 0;
  }

  /** Index, from the positions, of the first elements that differ in the shorter of the two; -1 if there are none. */
  private int firstDifference(${B} other) {
    int n = Math.min(remaining(), other.remaining());
    int p = position;
    int q = other.position;
    for (int i = 0; i < n; i++) {
      ${type} x = get(p + i);
      ${type} y = other.get(q + i);
      if (!(${same(kind, 'x', 'y')})) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public int compareTo(${B} other) {
    int at = firstDifference(other);
    if (at >= 0) {
${compareBody(kind)}
    }
    return remaining() - other.remaining();
  }

  public int mismatch(${B} other) {
    int at = firstDifference(other);
    return at >= 0 || remaining() == other.remaining() ? at : Math.min(remaining(), other.remaining());
  }
${isByte ? byteMembers : `\n  public abstract ByteOrder order();\n`}}
`
}

const charMembers = `
  public static CharBuffer wrap(CharSequence text, int start, int end) {
    return new StringCharBuffer(text, start, end);
  }

  public static CharBuffer wrap(CharSequence text) {
    return wrap(text, 0, text.length());
  }

  @Override
  public int read(CharBuffer target) throws IOException {
    int left = limit - position;
    if (left == 0) {
      return -1;
    }
    int n = Math.min(left, target.limit - target.position);
    int before = limit;
    limit = position + n;
    try {
      if (n > 0) {
        target.put(this);
      }
    } finally {
      limit = before;
    }
    return n;
  }

  public CharBuffer put(String text, int start, int end) {
    if (readOnly && hb != null) {
      throw new ReadOnlyBufferException();
    }
    Objects.checkFromIndexSize(start, end - start, text.length());
    if (readOnly) {
      throw new ReadOnlyBufferException();
    }
    int n = end - start;
    if (n > limit - position) {
      throw new BufferOverflowException();
    }
    if (hb != null) {
      text.getChars(start, end, hb, offset + position);
    } else {
      for (int i = 0; i < n; i++) {
        put(position + i, text.charAt(start + i));
      }
    }
    position += n;
    return this;
  }

  public final CharBuffer put(String text) {
    return put(text, 0, text.length());
  }

  static void checkSub(int start, int end, int length) {
    if (start < 0 || start > end || end > length) {
      throw new IndexOutOfBoundsException();
    }
  }

  /** The chars between two indexes. */
  abstract String toString(int start, int end);

  @Override
  public String toString() {
    return toString(position, limit);
  }

  @Override
  public final int length() {
    return limit - position;
  }

  @Override
  public final boolean isEmpty() {
    return limit <= position;
  }

  @Override
  public final char charAt(int index) {
    if (index < 0 || index >= limit - position) {
      throw new IndexOutOfBoundsException();
    }
    return getUnchecked(position + index);
  }

  @Override
  public abstract CharBuffer subSequence(int start, int end);

  @Override
  public CharBuffer append(CharSequence text) {
    return put(text == null ? "null" : text.toString());
  }

  @Override
  public CharBuffer append(CharSequence text, int start, int end) {
    CharSequence source = text == null ? "null" : text;
    return put(source.subSequence(start, end).toString());
  }

  @Override
  public CharBuffer append(char c) {
    return put(c);
  }

  @Override
  public IntStream chars() {
    return StreamSupport.intStream(() -> new hlvm.TextSpliterator(toString(), false), 0x4050, false);
  }
`

const accessorNames = KINDS.filter(({ name }) => name !== 'Byte')

const byteMembers = `
  public final ByteOrder order() {
    return bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
  }

  public final ByteBuffer order(ByteOrder order) {
    bigEndian = order == ByteOrder.BIG_ENDIAN;
    return this;
  }

  /** The bytes begin where everything is aligned. */
  public final int alignmentOffset(int index, int unitSize) {
    if (index < 0) {
      throw new IllegalArgumentException("Index less than zero: " + index);
    }
    if (unitSize < 1 || (unitSize & unitSize - 1) != 0) {
      throw new IllegalArgumentException("Unit size not a power of two: " + unitSize);
    }
    if (unitSize > 8 && !isDirect()) {
      throw new UnsupportedOperationException("Unit size unsupported for non-direct buffer: " + unitSize);
    }
    return offset + index & unitSize - 1;
  }

  public final ByteBuffer alignedSlice(int unitSize) {
    int first = position;
    int end = limit;
    int over = alignmentOffset(first, unitSize);
    int from = over > 0 ? first + (unitSize - over) : first;
    int to = end - alignmentOffset(end, unitSize);
    return from > end || to < first ? slice(first, 0) : slice(from, to - from);
  }
${accessorNames
  .map(
    ({ name, type }) => `
  public abstract ${type} get${name}();

  public abstract ByteBuffer put${name}(${type} value);

  public abstract ${type} get${name}(int index);

  public abstract ByteBuffer put${name}(int index, ${type} value);

  public ${name}Buffer as${name}Buffer() {
    int size = limit - position;
    int n = size >> ${shiftOf(name)};
    return new ByteBufferAs${name}Buffer(hb, offset + position, bigEndian, isDirect(), -1, 0, n, n, readOnly);
  }
`,
  )
  .join('')}`

function shiftOf(name: string): number {
  const { bytes } = KINDS.find((kind) => kind.name === name)!
  return Math.log2(bytes)
}

/** A buffer on an array of its own elements. */
function arrayClass(kind: Kind, direct: boolean): string {
  const { name, type } = kind
  const isByte = name === 'Byte'
  const isChar = name === 'Char'
  const B = `${name}Buffer`
  const C = `${direct ? 'Direct' : 'Heap'}${B}`
  const made = (
    position: string,
    limit: string,
    capacity: string,
    from: string,
    mark: string,
    readOnly: string,
  ): string =>
    `new ${C}(hb, ${from}, ${mark}, ${position}, ${limit}, ${capacity}, ${readOnly})${direct ? '.sharing(this)' : ''}`
  const R = direct ? 'MappedByteBuffer' : B
  return `${HEADER('import java.util.Objects;\n')}
/** ${isByte ? 'Bytes' : `${name}s`} in an array${direct ? '; the host has no memory that would be more direct' : ''}. */
class ${C} extends ${direct ? 'MappedByteBuffer' : B} {
  ${C}(${type}[] hb, int offset, int mark, int position, int limit, int capacity, boolean readOnly) {
    super(mark, position, limit, capacity, hb, offset, readOnly);
  }

  @Override
  public ${R} slice() {
    int n = Math.max(limit - position, 0);
    return ${made('0', 'n', 'n', 'offset + position', '-1', 'readOnly')};
  }

  @Override
  public ${R} slice(int index, int length) {
    Objects.checkFromIndexSize(index, length, limit);
    return ${made('0', 'length', 'length', 'offset + index', '-1', 'readOnly')};
  }

  @Override
  public ${R} duplicate() {
    return ${made('position', 'limit', 'capacity', 'offset', 'mark', 'readOnly')};
  }

  @Override
  public ${B} asReadOnlyBuffer() {
    return ${made('position', 'limit', 'capacity', 'offset', 'mark', 'true')};
  }

  @Override
  public ${type} get() {
    int p = position;
    if (p >= limit) {
      throw new BufferUnderflowException();
    }
    position = p + 1;
    return hb[offset + p];
  }

  @Override
  public ${type} get(int index) {
    if (index < 0 || index >= limit) {
      throw new IndexOutOfBoundsException();
    }
    return hb[offset + index];
  }

  @Override
  public ${B} put(${type} value) {
    if (readOnly) {
      throw new ReadOnlyBufferException();
    }
    int p = position;
    if (p >= limit) {
      throw new BufferOverflowException();
    }
    position = p + 1;
    hb[offset + p] = value;
    return this;
  }

  @Override
  public ${B} put(int index, ${type} value) {
    if (readOnly) {
      throw new ReadOnlyBufferException();
    }
    if (index < 0 || index >= limit) {
      throw new IndexOutOfBoundsException();
    }
    hb[offset + index] = value;
    return this;
  }

  @Override
  public ${R} compact() {
    if (readOnly) {
      throw new ReadOnlyBufferException();
    }
    int n = Math.max(limit - position, 0);
    System.arraycopy(hb, offset + position, hb, offset, n);
    position = n;
    limit = capacity;
    mark = -1;
    return this;
  }

  @Override
  public boolean isDirect() {
    return ${direct};
  }
${
  isChar
    ? `
  @Override
  char getUnchecked(int index) {
    return hb[offset + index];
  }

  @Override
  String toString(int start, int end) {
    return new String(hb, offset + start, end - start);
  }

  @Override
  public CharBuffer subSequence(int start, int end) {
    int p = position;
    Objects.checkFromToIndex(start, end, limit - p);
    return ${made('p + start', 'p + end', 'capacity', 'offset', '-1', 'readOnly')};
  }
`
    : `
  @Override
  String shownName() {
    return readOnly ? "java.nio.${C}R" : "java.nio.${C}";
  }
`
}${
  isByte
    ? accessorNames.map(byteAccessors).join('')
    : `
  @Override
  public ByteOrder order() {
    return ByteOrder.nativeOrder();
  }
`
}}
`
}

/** How a value is read from and written to bytes at \`at\`. */
const fromBytes = ({ name }: Kind, at: string): string =>
  name === 'Float'
    ? `Float.intBitsToFloat(Bits.getInt(hb, ${at}, bigEndian))`
    : name === 'Double'
      ? `Double.longBitsToDouble(Bits.getLong(hb, ${at}, bigEndian))`
      : name === 'Char'
        ? `(char) Bits.getShort(hb, ${at}, bigEndian)`
        : `Bits.get${name}(hb, ${at}, bigEndian)`

const toBytes = ({ name }: Kind, at: string): string =>
  name === 'Float'
    ? `Bits.putInt(hb, ${at}, Float.floatToRawIntBits(value), bigEndian)`
    : name === 'Double'
      ? `Bits.putLong(hb, ${at}, Double.doubleToRawLongBits(value), bigEndian)`
      : name === 'Char'
        ? `Bits.putShort(hb, ${at}, (short) value, bigEndian)`
        : `Bits.put${name}(hb, ${at}, value, bigEndian)`

function byteAccessors(kind: Kind): string {
  const { name, type, bytes } = kind
  return `
  @Override
  public ${type} get${name}() {
    int p = position;
    if (limit - p < ${bytes}) {
      throw new BufferUnderflowException();
    }
    position = p + ${bytes};
    return ${fromBytes(kind, 'offset + p')};
  }

  @Override
  public ${type} get${name}(int index) {
    if (index < 0 || ${bytes} > limit - index) {
      throw new IndexOutOfBoundsException();
    }
    return ${fromBytes(kind, 'offset + index')};
  }

  @Override
  public ByteBuffer put${name}(${type} value) {
    if (readOnly) {
      throw new ReadOnlyBufferException();
    }
    int p = position;
    if (limit - p < ${bytes}) {
      throw new BufferOverflowException();
    }
    position = p + ${bytes};
    ${toBytes(kind, 'offset + p')};
    return this;
  }

  @Override
  public ByteBuffer put${name}(int index, ${type} value) {
    if (readOnly) {
      throw new ReadOnlyBufferException();
    }
    if (index < 0 || ${bytes} > limit - index) {
      throw new IndexOutOfBoundsException();
    }
    ${toBytes(kind, 'offset + index')};
    return this;
  }
`
}

/** A view of bytes. */
function viewClass(kind: Kind): string {
  const { name, type } = kind
  const isChar = name === 'Char'
  const B = `${name}Buffer`
  const C = `ByteBufferAs${B}`
  const shift = shiftOf(name)
  const at = (index: string): string => `start + (${index} << ${shift})`
  const made = (
    position: string,
    limit: string,
    capacity: string,
    from: string,
    mark: string,
    readOnly: string,
  ): string => `new ${C}(bytes, ${from}, bigEndian, direct, ${mark}, ${position}, ${limit}, ${capacity}, ${readOnly})`
  const read = (index: string): string => fromBytes(kind, at(index)).replace('hb', 'bytes')
  const write = (index: string): string => toBytes(kind, at(index)).replace('hb', 'bytes')
  return `${HEADER('import java.util.Objects;\n')}
/** The bytes of a ByteBuffer as ${type}s, in one of the two orders. */
final class ${C} extends ${B} {
  private final byte[] bytes;
  /** Index of the first byte. */
  private final int start;
  private final boolean bigEndian;
  private final boolean direct;

  ${C}(byte[] bytes, int start, boolean bigEndian, boolean direct, int mark, int position, int limit, int capacity,
      boolean readOnly) {
    super(mark, position, limit, capacity, null, 0, readOnly);
    this.bytes = bytes;
    this.start = start;
    this.bigEndian = bigEndian;
    this.direct = direct;
  }

  @Override
  public ${B} slice() {
    int n = Math.max(limit - position, 0);
    return ${made('0', 'n', 'n', at('position'), '-1', 'readOnly')};
  }

  @Override
  public ${B} slice(int index, int length) {
    Objects.checkFromIndexSize(index, length, limit);
    return ${made('0', 'length', 'length', at('index'), '-1', 'readOnly')};
  }

  @Override
  public ${B} duplicate() {
    return ${made('position', 'limit', 'capacity', 'start', 'mark', 'readOnly')};
  }

  @Override
  public ${B} asReadOnlyBuffer() {
    return ${made('position', 'limit', 'capacity', 'start', 'mark', 'true')};
  }

  @Override
  public ${type} get() {
    int p = position;
    if (p >= limit) {
      throw new BufferUnderflowException();
    }
    position = p + 1;
    return ${read('p')};
  }

  @Override
  public ${type} get(int index) {
    if (index < 0 || index >= limit) {
      throw new IndexOutOfBoundsException();
    }
    return ${read('index')};
  }

  @Override
  public ${B} put(${type} value) {
    if (readOnly) {
      throw new ReadOnlyBufferException();
    }
    int p = position;
    if (p >= limit) {
      throw new BufferOverflowException();
    }
    position = p + 1;
    ${write('p')};
    return this;
  }

  @Override
  public ${B} put(int index, ${type} value) {
    if (readOnly) {
      throw new ReadOnlyBufferException();
    }
    if (index < 0 || index >= limit) {
      throw new IndexOutOfBoundsException();
    }
    ${write('index')};
    return this;
  }

  @Override
  public ${B} compact() {
    if (readOnly) {
      throw new ReadOnlyBufferException();
    }
    int n = Math.max(limit - position, 0);
    System.arraycopy(bytes, ${at('position')}, bytes, start, n << ${shift});
    position = n;
    limit = capacity;
    mark = -1;
    return this;
  }

  @Override
  public boolean isDirect() {
    return direct;
  }
${
  isChar
    ? `
  @Override
  char getUnchecked(int index) {
    return ${read('index')};
  }

  @Override
  String toString(int from, int to) {
    char[] chars = new char[to - from];
    for (int i = from; i < to; i++) {
      chars[i - from] = getUnchecked(i);
    }
    return new String(chars);
  }

  @Override
  public CharBuffer subSequence(int from, int to) {
    int p = position;
    Objects.checkFromToIndex(from, to, limit - p);
    return ${made('p + from', 'p + to', 'capacity', 'start', '-1', 'readOnly')};
  }
`
    : `
  @Override
  String shownName() {
    String end = readOnly ? "R" : "";
    return direct ? "java.nio.Direct${B}" + end + (bigEndian ? "S" : "U") : "java.nio.${C}" + end + (bigEndian ? "B" : "L");
  }
`
}
  @Override
  public ByteOrder order() {
    return bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
  }
}
`
}

/** Path and text of every generated source. */
export function generateBuffers(): { path: string; text: string }[] {
  const file = (name: string, text: string): { path: string; text: string } => ({
    path: `stdlib/java/nio/${name}.src`,
    text,
  })
  return [
    ...KINDS.map((kind) => file(`${kind.name}Buffer`, publicClass(kind))),
    ...KINDS.map((kind) => file(`Heap${kind.name}Buffer`, arrayClass(kind, false))),
    file('DirectByteBuffer', arrayClass(KINDS[0]!, true)),
    ...accessorNames.map((kind) => file(`ByteBufferAs${kind.name}Buffer`, viewClass(kind))),
  ]
}
