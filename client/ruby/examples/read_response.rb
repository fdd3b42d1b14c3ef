# frozen_string_literal: true

# read_response.rb SERVICE URL: gets the URL, and says which gRPC status the response is and whether to send it again.
# While statusmap, whose address is SERVICE, is away, the answer is a fallback: OK for 2xx, UNKNOWN for the rest.

require 'net/http'
require 'statusmap'

Reading = Struct.new(:code, :advice, :fallback)

def read(stub, response, method)
  status = response.code.to_i
  mapping = stub.map_http_status(Statusmap::V1::MapHttpStatusRequest.new(http_status: status))
  question = { http_status: status, method:, retry_after: response['Retry-After'].to_s }
  question[:received_at] = Google::Protobuf::Timestamp.new(seconds: Time.now.to_i)
  advice = stub.advise_retry(Statusmap::V1::AdviseRetryRequest.new(**question))
  Reading.new(mapping.grpc_code_name, advice, false)
rescue GRPC::Unavailable, GRPC::DeadlineExceeded
  Reading.new(response.is_a?(Net::HTTPSuccess) ? 'OK' : 'UNKNOWN', nil, true)
end

service, url = ARGV
reading = read(Statusmap.stub(service, timeout: 0.5), Net::HTTP.get_response(URI(url)), 'GET')
puts "#{reading.code}#{' (fallback)' if reading.fallback}"
if reading.advice
  puts reading.advice.reason
  puts "wait #{reading.advice.delay.minimum.seconds} s" if reading.advice.delay.minimum
end
