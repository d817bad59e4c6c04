/** @module @tbptt/onnx */
export * from '@tbptt/onnx';
