/** Networks as ONNX models. */

export { type OnnxOptions, toOnnx } from './to-onnx.js';
