import { BufferTarget, EncodedPacket, EncodedVideoPacketSource, Mp4OutputFormat, Output } from 'mediabunny'

/** Decoder settings of a constrained baseline H.264 film; its pictures themselves say nothing. */
const avcConfig = Uint8Array.from([
  1, 0x42, 0xc0, 0x1e, 0xff, 0xe1, 0, 4, 0x67, 0x42, 0xc0, 0x1e, 1, 0, 4, 0x68, 0xce, 0x3c, 0x80,
])
const emptyPicture = Uint8Array.from([0, 0, 0, 2, 0x65, 0x88])

/**
 * An MP4 whose frame, length and rate are real, as platforms measure them.
 * @param moovFirst false: the index stands at the end, where players that stream do not find it
 */
export async function testFilm({
  width = 720,
  height = 1280,
  seconds = 4,
  framesPerSecond = 30,
  moovFirst = true,
} = {}): Promise<Uint8Array> {
  const target = new BufferTarget()
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: moovFirst ? 'in-memory' : false }), target })
  const source = new EncodedVideoPacketSource('avc')
  output.addVideoTrack(source, { frameRate: framesPerSecond })
  await output.start()
  const decoderConfig = { codec: 'avc1.42c01e', codedWidth: width, codedHeight: height, description: avcConfig }
  for (let frame = 0; frame < seconds * framesPerSecond; frame += 1) {
    const kind = frame % framesPerSecond === 0 ? 'key' : 'delta'
    const packet = new EncodedPacket(emptyPicture, kind, frame / framesPerSecond, 1 / framesPerSecond)
    await source.add(packet, frame === 0 ? { decoderConfig } : undefined)
  }
  await output.finalize()
  return new Uint8Array(target.buffer ?? new ArrayBuffer(0))
}
