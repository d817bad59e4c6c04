import {
  AvgPool1d,
  AvgPool2d,
  Conv1d,
  Conv2d,
  MaxPool1d,
  MaxPool2d,
  type Parameter,
  type Windows,
} from '@tbptt/core';
import type { Value } from '../graph/graph.js';
import type { Attribute, Axis } from '../graph/messages.js';
import { type Converter, requireLength } from './conversion.js';

export const convertConvolution: Converter = (layer, x, { graph }) => {
  if (!(layer instanceof Conv1d || layer instanceof Conv2d)) return undefined;
  const { weight, bias, groups, outputs } = layer;
  requireLength(layer, x, 1, layer.inputs);
  const parts = [weight, bias].filter((part): part is Parameter => part !== undefined);
  const inputs = [x, ...parts.map((part, i) => graph.tensor(i === 0 ? 'weight' : 'bias', part))];
  const windows = alongAxes(layer.windows, layer instanceof Conv1d ? 1 : 2);
  const attributes = {
    ...windowAttributes(windows),
    dilations: { ints: windows.dilation },
    group: { int: groups },
  };
  return graph.add({ operator: 'Conv', inputs, attributes }, axesAfter(x, outputs, windows));
};

export const convertPooling: Converter = (layer, x, { graph }) => {
  const isMax = layer instanceof MaxPool1d || layer instanceof MaxPool2d;
  const isMean = layer instanceof AvgPool1d || layer instanceof AvgPool2d;
  if (!isMax && !isMean) return undefined;
  const isLine = layer instanceof MaxPool1d || layer instanceof AvgPool1d;
  const windows = alongAxes(layer.windows, isLine ? 1 : 2);
  const counting: Record<string, Attribute> = isMean
    ? { count_include_pad: { int: layer.countIncludePad ? 1 : 0 } }
    : {};
  const use = {
    operator: isMax ? 'MaxPool' : 'AveragePool',
    inputs: [x],
    attributes: { ...windowAttributes(windows), ...counting },
  };
  return graph.add(use, axesAfter(x, x.axes[1] ?? 'C', windows));
};

type WindowsAlong = { readonly [Name in keyof Windows]: readonly number[] };

/** Windows over sequences are ours over images of one row. */
function alongAxes({ kernel, stride, padding, dilation }: Windows, axes: 1 | 2): WindowsAlong {
  const along = (pair: readonly [number, number]): readonly number[] => pair.slice(2 - axes);
  return { kernel: along(kernel), stride: along(stride), padding: along(padding), dilation: along(dilation) };
}

function windowAttributes({ kernel, stride, padding }: WindowsAlong): Record<string, Attribute> {
  return {
    kernel_shape: { ints: kernel },
    strides: { ints: stride },
    pads: { ints: [...padding, ...padding] },
  };
}

/** `[N, channels, ...]` with the number of windows along each axis, as far as it is known. */
function axesAfter({ axes }: Value, channels: Axis, windows: WindowsAlong): readonly Axis[] {
  const lengths = axes.slice(2).map((length, i) => {
    const [kernel = 1, stride = 1, padding = 0, dilation = 1] = [
      windows.kernel[i],
      windows.stride[i],
      windows.padding[i],
      windows.dilation[i],
    ];
    if (typeof length === 'string')
      return stride === 1 && 2 * padding === dilation * (kernel - 1) ? length : `${length}'`;
    return Math.floor((length + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1;
  });
  return [axes[0] ?? 'N', channels, ...lengths];
}
