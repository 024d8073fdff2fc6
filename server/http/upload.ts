import type { Request, Response } from 'express'
import multer from 'multer'
import { DomainError } from '../domain/errors.ts'
import type { MediaCases } from '../domain/media.ts'
import { maxBytes } from '../media/inspect.ts'
import type { ReceivedFile } from '../media/store.ts'

/** The one file of a multipart request, on disk and not yet taken in. */
export interface Upload {
  readonly file: ReceivedFile
  readonly fileName: string
}

/**
 * Reads the field `file` of a multipart body straight to disk, within the largest bound any kind of file has.
 * @throws DomainError `validation` (no file, or more than one), `too-large`, `unsupported-media` (not multipart)
 */
export function createUpload({ receive, forget }: Pick<MediaCases, 'receive' | 'forget'>) {
  const single = multer({
    storage: {
      _handleFile: (_req, file, done) => {
        receive(file.stream).then(
          ({ path, bytes, hash }) => done(null, { path, size: bytes, filename: hash }),
          (error: unknown) => done(error),
        )
      },
      _removeFile: (_req, file, done) => {
        forget(storedAs(file)).then(() => done(null), done)
      },
    },
    limits: { fileSize: maxBytes.video, files: 1, fields: 10, fieldSize: 10_000, parts: 12, headerPairs: 50 },
    defParamCharset: 'utf8',
  }).single('file')

  return async (req: Request, res: Response): Promise<Upload> => {
    if (!req.is('multipart/form-data')) throw new DomainError('unsupported-media', 'Send multipart/form-data')
    await new Promise<void>((resolve, reject) => {
      single(req, res, (error: unknown) => (error ? reject(asProblem(error)) : resolve()))
    })
    if (!req.file) throw missingFile()
    return { file: storedAs(req.file), fileName: req.file.originalname }
  }
}

/** multer carries what the storage said in fields of its own names. */
const storedAs = ({ path, size, filename }: Express.Multer.File): ReceivedFile => ({
  path,
  bytes: size,
  hash: filename,
})

/** multer says what its limits refused; what its parser cannot read comes as a plain Error, what the disk refuses has a code. */
function asProblem(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  if (!(error instanceof multer.MulterError)) return 'code' in error ? error : malformed(error.message)
  return error.code === 'LIMIT_FILE_SIZE'
    ? new DomainError('too-large', 'The file is too large')
    : malformed(error.message)
}

function malformed(detail: string): DomainError {
  return new DomainError('validation', detail, { errors: [{ path: 'file', code: 'bad-format' }] })
}

function missingFile(): DomainError {
  return new DomainError('validation', undefined, { errors: [{ path: 'file', code: 'required' }] })
}
