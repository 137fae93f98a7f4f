# Import before exporting: skl2onnx 1.18 writes booleans where newer releases of protobuf insist on integers.
import numpy as np
import skl2onnx.common._container

make_node = skl2onnx.common._container.make_node


def make_node_of_integers(*args, **attributes):
    for key, value in attributes.items():
        if isinstance(value, list) and any(isinstance(v, (bool, np.bool_)) for v in value):
            attributes[key] = [int(v) for v in value]
    return make_node(*args, **attributes)


skl2onnx.common._container.make_node = make_node_of_integers
