/** A broken rule of the class-file format. Thrown inside the format checks, given back as a value by checkFormat. */
export class FormatFault extends Error {
  readonly error: 'ClassFormatError' | 'NoClassDefFoundError' | 'VerifyError'

  constructor(
    message: string,
    error: 'ClassFormatError' | 'NoClassDefFoundError' | 'VerifyError' = 'ClassFormatError',
  ) {
    super(message)
    this.error = error
  }
}
