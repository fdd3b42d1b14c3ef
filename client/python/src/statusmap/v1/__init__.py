"""The contract's messages (status_map_pb2) and stubs (status_map_pb2_grpc)."""
