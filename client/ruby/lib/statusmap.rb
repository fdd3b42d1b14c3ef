# frozen_string_literal: true

require 'google/protobuf/well_known_types'
require 'grpc'
require 'google/rpc/error_details_pb'
require 'statusmap/v1/status_map_services_pb'

# The stubs of statusmap (Statusmap::V1), and what makes them good clients of it.
module Statusmap
  # In the grpc_codes of a batch or stream: the convention gives no answer for this status.
  NO_ANSWER = 126
  # In the grpc_codes of a batch or stream: this number is no HTTP status (100 to 599).
  NOT_HTTP_STATUS = 127

  # For the channel_args of a stub: retries, round robin and health checks; gRPC's pauses of 1 s before it connects
  # again and of 30 s between look-ups of an address made shorter than the retries last; and no limit of 4 MiB for an
  # answer, which is about as long as its question.
  CHANNEL_ARGS = {
    'grpc.service_config' => File.read(File.join(__dir__, 'statusmap', 'service_config.json')),
    'grpc.initial_reconnect_backoff_ms' => 100,
    'grpc.dns_min_time_between_resolutions_ms' => 1000,
    'grpc.max_receive_message_length' => -1
  }.freeze

  # A stub for the service at +address+; no call takes longer than +timeout+ seconds, retries included. Most streams
  # need longer: give them a <tt>deadline:</tt> of their own, such as GRPC::Core::TimeConsts::INFINITE_FUTURE.
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
