import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { Attribute, ElementType, Initializer, Node, ValueInfo } from './messages.js';

/** The content of a model file. */
export interface ModelMessage {
  readonly name: string;
  readonly nodes: readonly Node[];
  readonly initializers: readonly Initializer[];
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** The version of the file format that was released with `OPSET`. */
const IR_VERSION = 8;

/** The version of the set of operators that nodes are written in: the first with LayerNormalization. */
const OPSET = 17;

/** The numbers of `TensorProto.DataType`. */
export const DATA_TYPES: Readonly<Record<ElementType, number>> = { float: 1, int32: 6, int64: 7, bool: 9 };

/** Writes a message as a field of another one. */
function message(writer: BinaryWriter, field: number, write: (writer: BinaryWriter) => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  write(writer);
  writer.join();
}

function text(writer: BinaryWriter, field: number, value: string): void {
  writer.tag(field, WireType.LengthDelimited).string(value);
}

function whole(writer: BinaryWriter, field: number, value: number): void {
  writer.tag(field, WireType.Varint).int64(value);
}

/** Returns a model as the bytes of a `ModelProto`, the content of an `.onnx` file. */
export function encodeModel(model: ModelMessage): Uint8Array<ArrayBuffer> {
  const writer = new BinaryWriter();
  whole(writer, 1, IR_VERSION);
  text(writer, 2, 'tbptt');
  message(writer, 7, (graph) => writeGraph(graph, model));
  message(writer, 8, (opset) => {
    text(opset, 1, '');
    whole(opset, 2, OPSET);
  });
  for (const [key, value] of Object.entries(model.metadata)) {
    message(writer, 14, (entry) => {
      text(entry, 1, key);
      text(entry, 2, value);
    });
  }
  return writer.finish();
}

function writeGraph(writer: BinaryWriter, model: ModelMessage): void {
  for (const node of model.nodes) message(writer, 1, (inner) => writeNode(inner, node));
  text(writer, 2, model.name);
  for (const each of model.initializers) message(writer, 5, (inner) => writeTensor(inner, each));
  for (const each of model.inputs) message(writer, 11, (inner) => writeValueInfo(inner, each));
  for (const each of model.outputs) message(writer, 12, (inner) => writeValueInfo(inner, each));
}

function writeNode(writer: BinaryWriter, { operator, name, inputs, outputs, attributes }: Node): void {
  for (const input of inputs) text(writer, 1, input);
  for (const output of outputs) text(writer, 2, output);
  text(writer, 3, name);
  text(writer, 4, operator);
  for (const [key, attribute] of Object.entries(attributes)) {
    message(writer, 5, (inner) => writeAttribute(inner, key, attribute));
  }
}

function writeAttribute(writer: BinaryWriter, name: string, attribute: Attribute): void {
  text(writer, 1, name);
  if ('float' in attribute) writer.tag(2, WireType.Bit32).float(attribute.float);
  else if ('int' in attribute) whole(writer, 3, attribute.int);
  else if ('string' in attribute) text(writer, 4, attribute.string);
  else if ('ints' in attribute) for (const value of attribute.ints) whole(writer, 8, value);
  else for (const value of attribute.strings) text(writer, 9, value);
  whole(writer, 20, attributeType(attribute));
}

/** The number of `AttributeProto.AttributeType`. */
function attributeType(attribute: Attribute): number {
  if ('float' in attribute) return 1;
  if ('int' in attribute) return 2;
  if ('string' in attribute) return 3;
  return 'ints' in attribute ? 7 : 8;
}

function writeTensor(writer: BinaryWriter, { name, shape, type, values }: Initializer): void {
  for (const length of shape) whole(writer, 1, length);
  whole(writer, 2, DATA_TYPES[type]);
  text(writer, 8, name);
  writer.tag(9, WireType.LengthDelimited).bytes(rawData(type, values));
}

/** The numbers of a tensor, little-endian whatever the host is. */
function rawData(type: ElementType, values: ArrayLike<number>): Uint8Array {
  const size = type === 'int64' ? 8 : 4;
  const view = new DataView(new ArrayBuffer(size * values.length));
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (type === 'float') view.setFloat32(size * i, value, true);
    else if (type === 'int32') view.setInt32(size * i, value, true);
    else view.setBigInt64(size * i, BigInt(value), true);
  }
  return new Uint8Array(view.buffer);
}

function writeValueInfo(writer: BinaryWriter, { name, type, axes }: ValueInfo): void {
  text(writer, 1, name);
  message(writer, 2, (typeProto) =>
    message(typeProto, 1, (tensorType) => {
      whole(tensorType, 1, DATA_TYPES[type]);
      message(tensorType, 2, (shape) => {
        for (const axis of axes) {
          message(shape, 1, (dimension) => {
            if (typeof axis === 'number') whole(dimension, 1, axis);
            else text(dimension, 2, axis);
          });
        }
      });
    }),
  );
}
