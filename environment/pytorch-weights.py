#!/usr/bin/env python3
"""Converts weights between PyTorch's files and safetensors. Needs PyTorch, nothing else.

  python3 environment/pytorch-weights.py cifar10_model.pt cifar10_model.safetensors   # for WeightFile.Read
  python3 environment/pytorch-weights.py ours.safetensors ours.pt                     # for load_state_dict

A .pt file may hold a state dictionary, or a dictionary with one under 'state_dict'. Names stay as they are.
Tried with PyTorch 1.13 (Debian's python3-torch) on state dictionaries of the authors' names made for the purpose. Their released files
(cifar10_model.pt, imagenet_model.pt) have the same names and layout by the authors' code, but could not be fetched and tried.

Only tensors are read (weights_only) where the installed PyTorch can do that; open files of people you trust.
"""
import json
import struct
import sys

import torch

NAMES = {torch.float64: "F64", torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16", torch.int64: "I64",
         torch.int32: "I32", torch.int16: "I16", torch.int8: "I8", torch.uint8: "U8", torch.bool: "BOOL"}


def load(path):
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except TypeError:  # before PyTorch 1.13
        state = torch.load(path, map_location="cpu")
    if "state_dict" in state and not torch.is_tensor(state["state_dict"]):
        state = state["state_dict"]
    strange = [name for name, value in state.items() if not torch.is_tensor(value)]
    if strange:
        sys.exit(f"{path}: '{strange[0]}' is no tensor. Give a state dictionary, as torch.save(model.state_dict(), path) writes it.")
    return state


def raw(tensor):
    flat = tensor.detach().contiguous().reshape(-1)
    size = flat.numel() * flat.element_size()
    return bytes(flat.view(torch.uint8).numpy()) if size and flat.dtype is not torch.bool else bytes(flat.numpy())


def write_safetensors(path, state):
    header, blocks, offset = {}, [], 0
    for name, tensor in state.items():
        block = raw(tensor)
        header[name] = {"dtype": NAMES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [offset, offset + len(block)]}
        blocks.append(block)
        offset += len(block)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for block in blocks:
            file.write(block)


def read_safetensors(path):
    types = {name: dtype for dtype, name in NAMES.items()}
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = bytearray(file.read())
    state = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        begin, end = entry["data_offsets"]
        dtype, shape = types[entry["dtype"]], entry["shape"]
        state[name] = torch.frombuffer(data[begin:end], dtype=dtype).reshape(shape) if end > begin else torch.empty(shape, dtype=dtype)
    return state


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    source, target = sys.argv[1:]
    if source.endswith(".safetensors"):
        state = read_safetensors(source)
        torch.save(state, target)
    else:
        state = load(source)
        write_safetensors(target, state)
    print(f"{target}: {len(state)} tensors, {sum(tensor.numel() for tensor in state.values()):,} numbers")


if __name__ == "__main__":
    main()
