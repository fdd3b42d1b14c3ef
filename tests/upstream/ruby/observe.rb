# observe.rb DIRECTORY: asks google-cloud-errors which class it gives to an HTTP status, and to a gRPC code.

require "google/cloud/errors"
require "google/cloud/errors/version"

# The day on which the committed answers were observed: no clock, so that a rerun gives the same bytes.
DATE = "2026-11-22"
CONVENTION = "google-cloud-ruby"

# What the library looks at in an error of gRPC and in one of a REST client.
GrpcError = Struct.new(:code, :message)
RestError = Struct.new(:status_code, :message)

def class_for(error)
  Google::Cloud::Error.from_error(error).class
end

# Every class but the base stands for one gRPC code.
codes = (0..16).to_h { |code| [class_for(GrpcError.new(code, "")), code] }
codes.delete(Google::Cloud::Error)

directory = ARGV.fetch(0)
File.open(File.join(directory, "#{CONVENTION}.csv"), "w") do |file|
  file.puts "direction,from,to"
  (100..599).each do |status|
    file.puts "http_to_grpc,#{status},#{codes.fetch(class_for(RestError.new(status, "")), "-")}"
  end
end
File.open(File.join(directory, "index-ruby.csv"), "w") do |file|
  file.puts "convention,direction,library,version,date,how"
  how = "class given by function Error.from_error"
  file.puts "#{CONVENTION},http_to_grpc,google-cloud-errors,#{Google::Cloud::Errors::VERSION},#{DATE},#{how}"
end
