/** Networks as ONNX models. */

export {
  type EncoderDecoderOnnx,
  type EncoderDecoderOnnxOptions,
  encoderDecoderToOnnx,
} from './encoder-decoder-to-onnx.js';
export { type OnnxOptions, toOnnx } from './to-onnx.js';
