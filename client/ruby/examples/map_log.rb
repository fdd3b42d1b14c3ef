# frozen_string_literal: true

# map_log.rb SERVICE [CONVENTION [AGAINST]]: reads statuses from standard input, one a line, and prints the gRPC code of
# each, a chunk at a time; then what happened in all, and what the convention AGAINST would change. Logs may be larger
# than memory.

require 'statusmap'

CHUNK = 10_000
# A log takes as long as it takes: without this, the time of the stub would end the stream.
NO_DEADLINE = { deadline: GRPC::Core::TimeConsts::INFINITE_FUTURE }.freeze
NAMES = GRPC::Core::StatusCodes.constants.to_h { |name| [GRPC::Core::StatusCodes.const_get(name), name.to_s] }
NAMES[Statusmap::NO_ANSWER] = 'no answer'
NAMES[Statusmap::NOT_HTTP_STATUS] = 'not an HTTP status'

# Gives the block each line and its code, in order. Requests are made in a thread of gRPC's, a little ahead of the
# answers.
def map(stub, lines, convention, &)
  answered = 0
  sent = Queue.new
  requests = lines.lazy.each_slice(CHUNK).map do |chunk|
    sent << chunk
    Statusmap::V1::StreamMapHttpStatusesRequest.new(convention:, http_statuses: chunk.map(&:to_i))
  end
  stub.stream_map_http_statuses(requests, **NO_DEADLINE).each do |answer|
    sent.pop.zip(answer.grpc_codes).each(&)
    answered = answer.answered
  end
rescue GRPC::BadStatus => e
  abort "#{NAMES[e.code]} after #{answered} statuses"
end

# Each status is sent once, with the number of its lines.
def summarize(stub, counts, convention, against)
  requests = counts.each_slice(CHUNK).map do |chunk|
    statuses, weights = chunk.transpose
    Statusmap::V1::SummarizeStatusesRequest.new(convention:, against:, http_statuses: statuses, weights:)
  end
  stub.summarize_statuses(requests, **NO_DEADLINE)
end

service, convention, against = [*ARGV, '', '']
stub = Statusmap.stub(service)
counts = Hash.new(0)
map(stub, $stdin.each_line(chomp: true), convention) do |line, code|
  puts "#{line} #{NAMES[code]}"
  counts[line.to_i] += 1
end
summary = summarize(stub, counts, convention, against)
puts "#{summary.total} statuses, #{summary.invalid} not of HTTP, #{summary.retryable} retryable"
summary.impact&.changes&.each do |change|
  from, to = [change.from_grpc_code_name, change.to_grpc_code_name].map { |name| name.empty? ? 'no answer' : name }
  puts "#{change.count} change from #{from} to #{to}"
end
