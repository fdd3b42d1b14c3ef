# frozen_string_literal: true

require 'google/protobuf/well_known_types'
require 'grpc'
require 'google/rpc/error_details_pb'
require 'statusmap/v1/status_map_services_pb'

# The stubs of statusmap (Statusmap::V1), and what makes them good clients of it.
module Statusmap
  # Retries, round robin and health checks, for the channel_args of a stub; and gRPC's pauses of 1 s before it connects
  # again and of 30 s between look-ups of an address made shorter than the retries last.
  CHANNEL_ARGS = {
    'grpc.service_config' => File.read(File.join(__dir__, 'statusmap', 'service_config.json')),
    'grpc.initial_reconnect_backoff_ms' => 100,
    'grpc.dns_min_time_between_resolutions_ms' => 1000
  }.freeze

  # A stub for the service at +address+; no call takes longer than +timeout+ seconds, retries included.
  def self.stub(address, credentials = :this_channel_is_insecure, timeout: 2)
    V1::StatusMapService::Stub.new(address, credentials, timeout:, channel_args: CHANNEL_ARGS)
  end

  # The Google::Rpc::ErrorInfo, BadRequest and RetryInfo of a GRPC::BadStatus, by their class. Empty if it carries
  # none, as when the service could not be reached.
  #
  #   Statusmap.details(error)[Google::Rpc::ErrorInfo]&.reason  # "CONVENTION_UNKNOWN"
  def self.details(error)
    carried = error.to_rpc_status&.details || []
    known = [Google::Rpc::ErrorInfo, Google::Rpc::BadRequest, Google::Rpc::RetryInfo]
    known.to_h { |type| [type, carried.find { |detail| detail.is(type) }&.unpack(type)] }.compact
  end
end
