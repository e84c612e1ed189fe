// Class files that javac 17 wrote for the source in the comment, and what javap 17 -v -p says of the first, so that these
// tests pass without Java. Base64 of the bytes.
//
//   import java.util.function.IntSupplier;
//   public class Fixture<T extends Comparable<T>> implements Runnable {
//     static final long BIG = 1L << 40; static final float F = 1.5f; @Deprecated int old; T value;
//     enum Kind { A, B }
//     public void run() { int n = 0; for (int i = 0; i < 10; i++) n += i; IntSupplier s = () -> old; System.out.println("n=" + n + s.getAsInt()); }
//     int pick(Kind k, int i) { switch (i) { case 1: return 1; case 2: return 4; default: } switch (i) { case -7: return 0; case 900: return 2; } try { return k == Kind.A ? 1 : 2; } catch (RuntimeException e) { return 3; } }
//   }

export const FIXTURE =
  'yv66vgAAAD0AcAoAAgADBwAEDAAFAAYBABBqYXZhL2xhbmcvT2JqZWN0AQAGPGluaXQ+AQADKClWEgAAAAgMAAkACgEACGdldEFzSW50AQArKE' +
  'xGaXh0dXJlOylMamF2YS91dGlsL2Z1bmN0aW9uL0ludFN1cHBsaWVyOwkADAANBwAODAAPABABABBqYXZhL2xhbmcvU3lzdGVtAQADb3V0AQAV' +
  'TGphdmEvaW8vUHJpbnRTdHJlYW07CwASABMHABQMAAkAFQEAHmphdmEvdXRpbC9mdW5jdGlvbi9JbnRTdXBwbGllcgEAAygpSRIAAQAXDAAYAB' +
  'kBABdtYWtlQ29uY2F0V2l0aENvbnN0YW50cwEAFihJSSlMamF2YS9sYW5nL1N0cmluZzsKABsAHAcAHQwAHgAfAQATamF2YS9pby9QcmludFN0' +
  'cmVhbQEAB3ByaW50bG4BABUoTGphdmEvbGFuZy9TdHJpbmc7KVYJACEAIgcAIwwAJAAlAQAMRml4dHVyZSRLaW5kAQABQQEADkxGaXh0dXJlJE' +
  'tpbmQ7BwAnAQAaamF2YS9sYW5nL1J1bnRpbWVFeGNlcHRpb24JACkAKgcAKwwALAAtAQAHRml4dHVyZQEAA29sZAEAAUkHAC8BABJqYXZhL2xh' +
  'bmcvUnVubmFibGUBAANCSUcBAAFKAQANQ29uc3RhbnRWYWx1ZQUAAAEAAAAAAAEAAUYEP8AAAAEACkRlcHJlY2F0ZWQBABlSdW50aW1lVmlzaW' +
  'JsZUFubm90YXRpb25zAQAWTGphdmEvbGFuZy9EZXByZWNhdGVkOwEABXZhbHVlAQAWTGphdmEvbGFuZy9Db21wYXJhYmxlOwEACVNpZ25hdHVy' +
  'ZQEAA1RUOwEABENvZGUBAA9MaW5lTnVtYmVyVGFibGUBABJMb2NhbFZhcmlhYmxlVGFibGUBAAR0aGlzAQAJTEZpeHR1cmU7AQAWTG9jYWxWYX' +
  'JpYWJsZVR5cGVUYWJsZQEADkxGaXh0dXJlPFRUOz47AQADcnVuAQABaQEAAW4BAAFzAQAgTGphdmEvdXRpbC9mdW5jdGlvbi9JbnRTdXBwbGll' +
  'cjsBAA1TdGFja01hcFRhYmxlAQAEcGljawEAEihMRml4dHVyZSRLaW5kO0kpSQEAAWUBABxMamF2YS9sYW5nL1J1bnRpbWVFeGNlcHRpb247AQ' +
  'ABawEADGxhbWJkYSRydW4kMAEARjxUOjpMamF2YS9sYW5nL0NvbXBhcmFibGU8VFQ7Pjs+TGphdmEvbGFuZy9PYmplY3Q7TGphdmEvbGFuZy9S' +
  'dW5uYWJsZTsBAApTb3VyY2VGaWxlAQAMRml4dHVyZS5qYXZhAQALTmVzdE1lbWJlcnMBABBCb290c3RyYXBNZXRob2RzDwYAVwoAWABZBwBaDA' +
  'BbAFwBACJqYXZhL2xhbmcvaW52b2tlL0xhbWJkYU1ldGFmYWN0b3J5AQALbWV0YWZhY3RvcnkBAMwoTGphdmEvbGFuZy9pbnZva2UvTWV0aG9k' +
  'SGFuZGxlcyRMb29rdXA7TGphdmEvbGFuZy9TdHJpbmc7TGphdmEvbGFuZy9pbnZva2UvTWV0aG9kVHlwZTtMamF2YS9sYW5nL2ludm9rZS9NZX' +
  'Rob2RUeXBlO0xqYXZhL2xhbmcvaW52b2tlL01ldGhvZEhhbmRsZTtMamF2YS9sYW5nL2ludm9rZS9NZXRob2RUeXBlOylMamF2YS9sYW5nL2lu' +
  'dm9rZS9DYWxsU2l0ZTsQABUPBQBfCgApAGAMAFAAFQ8GAGIKAGMAZAcAZQwAGABmAQAkamF2YS9sYW5nL2ludm9rZS9TdHJpbmdDb25jYXRGYW' +
  'N0b3J5AQCYKExqYXZhL2xhbmcvaW52b2tlL01ldGhvZEhhbmRsZXMkTG9va3VwO0xqYXZhL2xhbmcvU3RyaW5nO0xqYXZhL2xhbmcvaW52b2tl' +
  'L01ldGhvZFR5cGU7TGphdmEvbGFuZy9TdHJpbmc7W0xqYXZhL2xhbmcvT2JqZWN0OylMamF2YS9sYW5nL2ludm9rZS9DYWxsU2l0ZTsIAGgBAA' +
  'RuPQEBAQAMSW5uZXJDbGFzc2VzAQAES2luZAcAbAEAJWphdmEvbGFuZy9pbnZva2UvTWV0aG9kSGFuZGxlcyRMb29rdXAHAG4BAB5qYXZhL2xh' +
  'bmcvaW52b2tlL01ldGhvZEhhbmRsZXMBAAZMb29rdXAAIQApAAIAAQAuAAQAGAAwADEAAQAyAAAAAgAzABgANQA1AAEAMgAAAAIANgAAACwALQ' +
  'ACADcAAAAAADgAAAAGAAEAOQAAAAAAOgA7AAEAPAAAAAIAPQAEAAEABQAGAAEAPgAAAEEAAQABAAAABSq3AAGxAAAAAwA/AAAABgABAAAAAgBA' +
  'AAAADAABAAAABQBBAEIAAABDAAAADAABAAAABQBBAEQAAAABAEUABgABAD4AAACYAAMAAwAAAC4DPAM9HBAKogANGxxgPIQCAaf/8yq6AAcAAE' +
  '2yAAsbLLkAEQEAugAWAAC2ABqxAAAABAA/AAAABgABAAAABQBAAAAAKgAEAAQAEABGAC0AAgAAAC4AQQBCAAAAAgAsAEcALQABABsAEwBIAEkA' +
  'AgBDAAAADAABAAAALgBBAEQAAABKAAAACgAC/QAEAQH6AA8AAABLAEwAAQA+AAAAxwACAAQAAABQHKsAAAAAAB8AAAACAAAAAQAAABsAAAACAA' +
  'AAHQSsB6wcqwAAAAAAHwAAAAL////5AAAAGwAAA4QAAAAdA6wFrCuyACCmAAcEpwAEBaxOBqwAAQBAAEwATQAmAAQAPwAAAAYAAQAAAAYAQAAA' +
  'ACoABABOAAIATQBOAAMAAABQAEEAQgAAAAAAUABPACUAAQAAAFAARgAtAAIAQwAAAAwAAQAAAFAAQQBEAAAASgAAAA8ACRwBARsBAQpAAUAHAC' +
  'YQAgBQABUAAQA+AAAAQQABAAEAAAAFKrQAKKwAAAADAD8AAAAGAAEAAAAFAEAAAAAMAAEAAAAFAEEAQgAAAEMAAAAMAAEAAAAFAEEARAAAAAUA' +
  'PAAAAAIAUQBSAAAAAgBTAFQAAAAEAAEAIQBVAAAAEgACAFYAAwBdAF4AXQBhAAEAZwBpAAAAEgACACEAKQBqQBgAawBtAG8AGQ=='

export const FIXTURE_KIND =
  'yv66vgAAAD0ANwcAAgEADEZpeHR1cmUkS2luZAkAAQAEDAAFAAYBAAFBAQAOTEZpeHR1cmUkS2luZDsJAAEACAwACQAGAQABQgkAAQALDAAMAA' +
  '0BAAckVkFMVUVTAQAPW0xGaXh0dXJlJEtpbmQ7CgAPABAHAA0MABEAEgEABWNsb25lAQAUKClMamF2YS9sYW5nL09iamVjdDsKABQAFQcAFgwA' +
  'FwAYAQAOamF2YS9sYW5nL0VudW0BAAd2YWx1ZU9mAQA1KExqYXZhL2xhbmcvQ2xhc3M7TGphdmEvbGFuZy9TdHJpbmc7KUxqYXZhL2xhbmcvRW' +
  '51bTsKABQAGgwAGwAcAQAGPGluaXQ+AQAWKExqYXZhL2xhbmcvU3RyaW5nO0kpVggABQoAAQAaCAAJCgABACEMACIAIwEAByR2YWx1ZXMBABEo' +
  'KVtMRml4dHVyZSRLaW5kOwEABnZhbHVlcwEABENvZGUBAA9MaW5lTnVtYmVyVGFibGUBACIoTGphdmEvbGFuZy9TdHJpbmc7KUxGaXh0dXJlJE' +
  'tpbmQ7AQASTG9jYWxWYXJpYWJsZVRhYmxlAQAEbmFtZQEAEkxqYXZhL2xhbmcvU3RyaW5nOwEABHRoaXMBAAlTaWduYXR1cmUBAAMoKVYBAAg8' +
  'Y2xpbml0PgEAIExqYXZhL2xhbmcvRW51bTxMRml4dHVyZSRLaW5kOz47AQAKU291cmNlRmlsZQEADEZpeHR1cmUuamF2YQEACE5lc3RIb3N0Bw' +
  'A0AQAHRml4dHVyZQEADElubmVyQ2xhc3NlcwEABEtpbmRAMAABABQAAAADQBkABQAGAABAGQAJAAYAABAaAAwADQAAAAUACQAkACMAAQAlAAAA' +
  'IgABAAAAAAAKsgAKtgAOwAAPsAAAAAEAJgAAAAYAAQAAAAQACQAXACcAAQAlAAAANAACAAEAAAAKEgEquAATwAABsAAAAAIAJgAAAAYAAQAAAA' +
  'QAKAAAAAwAAQAAAAoAKQAqAAAAAgAbABwAAgAlAAAAMQADAAMAAAAHKisctwAZsQAAAAIAJgAAAAYAAQAAAAQAKAAAAAwAAQAAAAcAKwAGAAAA' +
  'LAAAAAIALRAKACIAIwABACUAAAApAAQAAAAAABEFvQABWQOyAANTWQSyAAdTsAAAAAEAJgAAAAYAAQAAAAQACAAuAC0AAQAlAAAAOQAEAAAAAA' +
  'AhuwABWRIdA7cAHrMAA7sAAVkSHwS3AB6zAAe4ACCzAAqxAAAAAQAmAAAABgABAAAABAAEACwAAAACAC8AMAAAAAIAMQAyAAAAAgAzADUAAAAK' +
  'AAEAAQAzADZAGA=='

export const JAVAP_VERBOSE = `  Compiled from "Fixture.java"
public class Fixture<T extends java.lang.Comparable<T>> extends java.lang.Object implements java.lang.Runnable
  minor version: 0
  major version: 61
  flags: (0x0021) ACC_PUBLIC, ACC_SUPER
  this_class: #41                         // Fixture
  super_class: #2                         // java/lang/Object
  interfaces: 1, fields: 4, methods: 4, attributes: 5
Constant pool:
    #1 = Methodref          #2.#3         // java/lang/Object."<init>":()V
    #2 = Class              #4            // java/lang/Object
    #3 = NameAndType        #5:#6         // "<init>":()V
    #4 = Utf8               java/lang/Object
    #5 = Utf8               <init>
    #6 = Utf8               ()V
    #7 = InvokeDynamic      #0:#8         // #0:getAsInt:(LFixture;)Ljava/util/function/IntSupplier;
    #8 = NameAndType        #9:#10        // getAsInt:(LFixture;)Ljava/util/function/IntSupplier;
    #9 = Utf8               getAsInt
   #10 = Utf8               (LFixture;)Ljava/util/function/IntSupplier;
   #11 = Fieldref           #12.#13       // java/lang/System.out:Ljava/io/PrintStream;
   #12 = Class              #14           // java/lang/System
   #13 = NameAndType        #15:#16       // out:Ljava/io/PrintStream;
   #14 = Utf8               java/lang/System
   #15 = Utf8               out
   #16 = Utf8               Ljava/io/PrintStream;
   #17 = InterfaceMethodref #18.#19       // java/util/function/IntSupplier.getAsInt:()I
   #18 = Class              #20           // java/util/function/IntSupplier
   #19 = NameAndType        #9:#21        // getAsInt:()I
   #20 = Utf8               java/util/function/IntSupplier
   #21 = Utf8               ()I
   #22 = InvokeDynamic      #1:#23        // #1:makeConcatWithConstants:(II)Ljava/lang/String;
   #23 = NameAndType        #24:#25       // makeConcatWithConstants:(II)Ljava/lang/String;
   #24 = Utf8               makeConcatWithConstants
   #25 = Utf8               (II)Ljava/lang/String;
   #26 = Methodref          #27.#28       // java/io/PrintStream.println:(Ljava/lang/String;)V
   #27 = Class              #29           // java/io/PrintStream
   #28 = NameAndType        #30:#31       // println:(Ljava/lang/String;)V
   #29 = Utf8               java/io/PrintStream
   #30 = Utf8               println
   #31 = Utf8               (Ljava/lang/String;)V
   #32 = Fieldref           #33.#34       // Fixture$Kind.A:LFixture$Kind;
   #33 = Class              #35           // Fixture$Kind
   #34 = NameAndType        #36:#37       // A:LFixture$Kind;
   #35 = Utf8               Fixture$Kind
   #36 = Utf8               A
   #37 = Utf8               LFixture$Kind;
   #38 = Class              #39           // java/lang/RuntimeException
   #39 = Utf8               java/lang/RuntimeException
   #40 = Fieldref           #41.#42       // Fixture.old:I
   #41 = Class              #43           // Fixture
   #42 = NameAndType        #44:#45       // old:I
   #43 = Utf8               Fixture
   #44 = Utf8               old
   #45 = Utf8               I
   #46 = Class              #47           // java/lang/Runnable
   #47 = Utf8               java/lang/Runnable
   #48 = Utf8               BIG
   #49 = Utf8               J
   #50 = Utf8               ConstantValue
   #51 = Long               1099511627776l
   #53 = Utf8               F
   #54 = Float              1.5f
   #55 = Utf8               Deprecated
   #56 = Utf8               RuntimeVisibleAnnotations
   #57 = Utf8               Ljava/lang/Deprecated;
   #58 = Utf8               value
   #59 = Utf8               Ljava/lang/Comparable;
   #60 = Utf8               Signature
   #61 = Utf8               TT;
   #62 = Utf8               Code
   #63 = Utf8               LineNumberTable
   #64 = Utf8               LocalVariableTable
   #65 = Utf8               this
   #66 = Utf8               LFixture;
   #67 = Utf8               LocalVariableTypeTable
   #68 = Utf8               LFixture<TT;>;
   #69 = Utf8               run
   #70 = Utf8               i
   #71 = Utf8               n
   #72 = Utf8               s
   #73 = Utf8               Ljava/util/function/IntSupplier;
   #74 = Utf8               StackMapTable
   #75 = Utf8               pick
   #76 = Utf8               (LFixture$Kind;I)I
   #77 = Utf8               e
   #78 = Utf8               Ljava/lang/RuntimeException;
   #79 = Utf8               k
   #80 = Utf8               lambda$run$0
   #81 = Utf8               <T::Ljava/lang/Comparable<TT;>;>Ljava/lang/Object;Ljava/lang/Runnable;
   #82 = Utf8               SourceFile
   #83 = Utf8               Fixture.java
   #84 = Utf8               NestMembers
   #85 = Utf8               BootstrapMethods
   #86 = MethodHandle       6:#87         // REF_invokeStatic java/lang/invoke/LambdaMetafactory.metafactory:(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;Ljava/lang/invoke/MethodType;Ljava/lang/invoke/MethodHandle;Ljava/lang/invoke/MethodType;)Ljava/lang/invoke/CallSite;
   #87 = Methodref          #88.#89       // java/lang/invoke/LambdaMetafactory.metafactory:(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;Ljava/lang/invoke/MethodType;Ljava/lang/invoke/MethodHandle;Ljava/lang/invoke/MethodType;)Ljava/lang/invoke/CallSite;
   #88 = Class              #90           // java/lang/invoke/LambdaMetafactory
   #89 = NameAndType        #91:#92       // metafactory:(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;Ljava/lang/invoke/MethodType;Ljava/lang/invoke/MethodHandle;Ljava/lang/invoke/MethodType;)Ljava/lang/invoke/CallSite;
   #90 = Utf8               java/lang/invoke/LambdaMetafactory
   #91 = Utf8               metafactory
   #92 = Utf8               (Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;Ljava/lang/invoke/MethodType;Ljava/lang/invoke/MethodHandle;Ljava/lang/invoke/MethodType;)Ljava/lang/invoke/CallSite;
   #93 = MethodType         #21           //  ()I
   #94 = MethodHandle       5:#95         // REF_invokeVirtual Fixture.lambda$run$0:()I
   #95 = Methodref          #41.#96       // Fixture.lambda$run$0:()I
   #96 = NameAndType        #80:#21       // lambda$run$0:()I
   #97 = MethodHandle       6:#98         // REF_invokeStatic java/lang/invoke/StringConcatFactory.makeConcatWithConstants:(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;Ljava/lang/String;[Ljava/lang/Object;)Ljava/lang/invoke/CallSite;
   #98 = Methodref          #99.#100      // java/lang/invoke/StringConcatFactory.makeConcatWithConstants:(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;Ljava/lang/String;[Ljava/lang/Object;)Ljava/lang/invoke/CallSite;
   #99 = Class              #101          // java/lang/invoke/StringConcatFactory
  #100 = NameAndType        #24:#102      // makeConcatWithConstants:(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;Ljava/lang/String;[Ljava/lang/Object;)Ljava/lang/invoke/CallSite;
  #101 = Utf8               java/lang/invoke/StringConcatFactory
  #102 = Utf8               (Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;Ljava/lang/String;[Ljava/lang/Object;)Ljava/lang/invoke/CallSite;
  #103 = String             #104          // n=\\u0001\\u0001
  #104 = Utf8               n=\\u0001\\u0001
  #105 = Utf8               InnerClasses
  #106 = Utf8               Kind
  #107 = Class              #108          // java/lang/invoke/MethodHandles$Lookup
  #108 = Utf8               java/lang/invoke/MethodHandles$Lookup
  #109 = Class              #110          // java/lang/invoke/MethodHandles
  #110 = Utf8               java/lang/invoke/MethodHandles
  #111 = Utf8               Lookup
{
  static final long BIG;
    descriptor: J
    flags: (0x0018) ACC_STATIC, ACC_FINAL
    ConstantValue: long 1099511627776l

  static final float F;
    descriptor: F
    flags: (0x0018) ACC_STATIC, ACC_FINAL
    ConstantValue: float 1.5f

  int old;
    descriptor: I
    flags: (0x0000)
    Deprecated: true
    RuntimeVisibleAnnotations:
      0: #57()
        java.lang.Deprecated

  T value;
    descriptor: Ljava/lang/Comparable;
    flags: (0x0000)
    Signature: #61                          // TT;

  public Fixture();
    descriptor: ()V
    flags: (0x0001) ACC_PUBLIC
    Code:
      stack=1, locals=1, args_size=1
         0: aload_0
         1: invokespecial #1                  // Method java/lang/Object."<init>":()V
         4: return
      LineNumberTable:
        line 2: 0
      LocalVariableTable:
        Start  Length  Slot  Name   Signature
            0       5     0  this   LFixture;
      LocalVariableTypeTable:
        Start  Length  Slot  Name   Signature
            0       5     0  this   LFixture<TT;>;

  public void run();
    descriptor: ()V
    flags: (0x0001) ACC_PUBLIC
    Code:
      stack=3, locals=3, args_size=1
         0: iconst_0
         1: istore_1
         2: iconst_0
         3: istore_2
         4: iload_2
         5: bipush        10
         7: if_icmpge     20
        10: iload_1
        11: iload_2
        12: iadd
        13: istore_1
        14: iinc          2, 1
        17: goto          4
        20: aload_0
        21: invokedynamic #7,  0              // InvokeDynamic #0:getAsInt:(LFixture;)Ljava/util/function/IntSupplier;
        26: astore_2
        27: getstatic     #11                 // Field java/lang/System.out:Ljava/io/PrintStream;
        30: iload_1
        31: aload_2
        32: invokeinterface #17,  1           // InterfaceMethod java/util/function/IntSupplier.getAsInt:()I
        37: invokedynamic #22,  0             // InvokeDynamic #1:makeConcatWithConstants:(II)Ljava/lang/String;
        42: invokevirtual #26                 // Method java/io/PrintStream.println:(Ljava/lang/String;)V
        45: return
      LineNumberTable:
        line 5: 0
      LocalVariableTable:
        Start  Length  Slot  Name   Signature
            4      16     2     i   I
            0      46     0  this   LFixture;
            2      44     1     n   I
           27      19     2     s   Ljava/util/function/IntSupplier;
      LocalVariableTypeTable:
        Start  Length  Slot  Name   Signature
            0      46     0  this   LFixture<TT;>;
      StackMapTable: number_of_entries = 2
        frame_type = 253 /* append */
          offset_delta = 4
          locals = [ int, int ]
        frame_type = 250 /* chop */
          offset_delta = 15

  int pick(Fixture$Kind, int);
    descriptor: (LFixture$Kind;I)I
    flags: (0x0000)
    Code:
      stack=2, locals=4, args_size=3
         0: iload_2
         1: lookupswitch  { // 2
                       1: 28
                       2: 30
                 default: 32
            }
        28: iconst_1
        29: ireturn
        30: iconst_4
        31: ireturn
        32: iload_2
        33: lookupswitch  { // 2
                      -7: 60
                     900: 62
                 default: 64
            }
        60: iconst_0
        61: ireturn
        62: iconst_2
        63: ireturn
        64: aload_1
        65: getstatic     #32                 // Field Fixture$Kind.A:LFixture$Kind;
        68: if_acmpne     75
        71: iconst_1
        72: goto          76
        75: iconst_2
        76: ireturn
        77: astore_3
        78: iconst_3
        79: ireturn
      Exception table:
         from    to  target type
            64    76    77   Class java/lang/RuntimeException
      LineNumberTable:
        line 6: 0
      LocalVariableTable:
        Start  Length  Slot  Name   Signature
           78       2     3     e   Ljava/lang/RuntimeException;
            0      80     0  this   LFixture;
            0      80     1     k   LFixture$Kind;
            0      80     2     i   I
      LocalVariableTypeTable:
        Start  Length  Slot  Name   Signature
            0      80     0  this   LFixture<TT;>;
      StackMapTable: number_of_entries = 9
        frame_type = 28 /* same */
        frame_type = 1 /* same */
        frame_type = 1 /* same */
        frame_type = 27 /* same */
        frame_type = 1 /* same */
        frame_type = 1 /* same */
        frame_type = 10 /* same */
        frame_type = 64 /* same_locals_1_stack_item */
          stack = [ int ]
        frame_type = 64 /* same_locals_1_stack_item */
          stack = [ class java/lang/RuntimeException ]

  private int lambda$run$0();
    descriptor: ()I
    flags: (0x1002) ACC_PRIVATE, ACC_SYNTHETIC
    Code:
      stack=1, locals=1, args_size=1
         0: aload_0
         1: getfield      #40                 // Field old:I
         4: ireturn
      LineNumberTable:
        line 5: 0
      LocalVariableTable:
        Start  Length  Slot  Name   Signature
            0       5     0  this   LFixture;
      LocalVariableTypeTable:
        Start  Length  Slot  Name   Signature
            0       5     0  this   LFixture<TT;>;
}
Signature: #81                          // <T::Ljava/lang/Comparable<TT;>;>Ljava/lang/Object;Ljava/lang/Runnable;
SourceFile: "Fixture.java"
NestMembers:
  Fixture$Kind
BootstrapMethods:
  0: #86 REF_invokeStatic java/lang/invoke/LambdaMetafactory.metafactory:(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;Ljava/lang/invoke/MethodType;Ljava/lang/invoke/MethodHandle;Ljava/lang/invoke/MethodType;)Ljava/lang/invoke/CallSite;
    Method arguments:
      #93 ()I
      #94 REF_invokeVirtual Fixture.lambda$run$0:()I
      #93 ()I
  1: #97 REF_invokeStatic java/lang/invoke/StringConcatFactory.makeConcatWithConstants:(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;Ljava/lang/String;[Ljava/lang/Object;)Ljava/lang/invoke/CallSite;
    Method arguments:
      #103 n=\\u0001\\u0001
InnerClasses:
  static final #106= #33 of #41;          // Kind=class Fixture$Kind of class Fixture
  public static final #111= #107 of #109; // Lookup=class java/lang/invoke/MethodHandles$Lookup of class java/lang/invoke/MethodHandles
`

export const JAVAP_CODE = `Compiled from "Fixture.java"
public class Fixture<T extends java.lang.Comparable<T>> implements java.lang.Runnable {
  static final long BIG;

  static final float F;

  int old;

  T value;

  public Fixture();
    Code:
       0: aload_0
       1: invokespecial #1                  // Method java/lang/Object."<init>":()V
       4: return

  public void run();
    Code:
       0: iconst_0
       1: istore_1
       2: iconst_0
       3: istore_2
       4: iload_2
       5: bipush        10
       7: if_icmpge     20
      10: iload_1
      11: iload_2
      12: iadd
      13: istore_1
      14: iinc          2, 1
      17: goto          4
      20: aload_0
      21: invokedynamic #7,  0              // InvokeDynamic #0:getAsInt:(LFixture;)Ljava/util/function/IntSupplier;
      26: astore_2
      27: getstatic     #11                 // Field java/lang/System.out:Ljava/io/PrintStream;
      30: iload_1
      31: aload_2
      32: invokeinterface #17,  1           // InterfaceMethod java/util/function/IntSupplier.getAsInt:()I
      37: invokedynamic #22,  0             // InvokeDynamic #1:makeConcatWithConstants:(II)Ljava/lang/String;
      42: invokevirtual #26                 // Method java/io/PrintStream.println:(Ljava/lang/String;)V
      45: return

  int pick(Fixture$Kind, int);
    Code:
       0: iload_2
       1: lookupswitch  { // 2
                     1: 28
                     2: 30
               default: 32
          }
      28: iconst_1
      29: ireturn
      30: iconst_4
      31: ireturn
      32: iload_2
      33: lookupswitch  { // 2
                    -7: 60
                   900: 62
               default: 64
          }
      60: iconst_0
      61: ireturn
      62: iconst_2
      63: ireturn
      64: aload_1
      65: getstatic     #32                 // Field Fixture$Kind.A:LFixture$Kind;
      68: if_acmpne     75
      71: iconst_1
      72: goto          76
      75: iconst_2
      76: ireturn
      77: astore_3
      78: iconst_3
      79: ireturn
    Exception table:
       from    to  target type
          64    76    77   Class java/lang/RuntimeException

  private int lambda$run$0();
    Code:
       0: aload_0
       1: getfield      #40                 // Field old:I
       4: ireturn
}
`

export const JAVAP_DEFAULT = `Compiled from "Fixture.java"
public class Fixture<T extends java.lang.Comparable<T>> implements java.lang.Runnable {
  static final long BIG = 1099511627776l;
  static final float F = 1.5f;
  int old;
  T value;
  public Fixture();
  public void run();
  int pick(Fixture$Kind, int);
}
`
