# frozen_string_literal: true

require_relative 'harness'

# The stub's time and retries, the README, the example.
class TestPackage < Minitest::Test
  QUESTION = Statusmap::V1::LookupStatusRequest.new(http_status: 404)

  def seconds
    begin_at = Process.clock_gettime(Process::CLOCK_MONOTONIC)
    yield
    Process.clock_gettime(Process::CLOCK_MONOTONIC) - begin_at
  end

  # Answers one GET with a status and Retry-After 7; gives the block the URL.
  def web(status)
    TCPServer.open('127.0.0.1', 0) do |listener|
      answer = Thread.new do
        connection = listener.accept
        nil until connection.gets.strip.empty?
        connection.write("HTTP/1.1 #{status} X\r\nRetry-After: 7\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        connection.close
      end
      yield "http://127.0.0.1:#{listener.addr[1]}/"
      answer.join
    end
  end

  def test_a_silent_server_costs_the_timeout
    TCPServer.open('127.0.0.1', 0) do |listener|
      stub = Statusmap.stub("127.0.0.1:#{listener.addr[1]}", timeout: 0.3)
      error = nil
      took = seconds { error = assert_raises(GRPC::DeadlineExceeded) { stub.lookup_status(QUESTION) } }
      assert_operator took, :<, 1.9
      assert_empty Statusmap.details(error)
    end
  end

  def test_server_gone_and_back
    server = Server.new
    stub = Statusmap.stub(server.address)
    assert_equal 404, stub.lookup_status(QUESTION).status.http_status
    server.stop
    assert_raises(GRPC::Unavailable) { stub.lookup_status(QUESTION) }
    server = Server.new(server.address)
    answer = begin
      stub.lookup_status(QUESTION)
    rescue GRPC::Unavailable
      (tries = tries.to_i + 1) < 20 ? retry : raise
    end
    assert_equal 404, answer.status.http_status
  ensure
    server.stop
  end

  def test_twenty_threads
    stub = Statusmap.stub(Server.shared.address, timeout: 20)
    found = Array.new(20) { Thread.new { stub.lookup_status(QUESTION).status.http_status } }.map(&:value)
    assert_equal [404] * 20, found
  end

  def test_readme
    snippet, printed = File.read(File.join(PACKAGE, 'README.md'))
                           .match(/^```ruby\n(.*?)^```\n\nprints\n\n```text\n(.*?)^```$/m).captures
    assert_equal printed, ruby('-e', snippet.sub('127.0.0.1:50051', Server.shared.address))
  end

  def test_an_answer_above_what_grpc_takes_unless_told_otherwise
    question = Statusmap::V1::BatchMapHttpStatusesRequest.new(http_statuses: [404] * 5_000_000)
    codes = Statusmap.stub(Server.shared.address, timeout: 20).batch_map_http_statuses(question).grpc_codes
    assert_equal({ 5 => 5_000_000 }, codes.to_a.tally)
  end

  def test_a_deadline_in_the_middle_of_a_stream
    requests = Enumerator.produce do
      sleep(0.05)
      Statusmap::V1::StreamMapHttpStatusesRequest.new(http_statuses: [404])
    end
    seen = 0
    assert_raises(GRPC::DeadlineExceeded) do
      Statusmap.stub(Server.shared.address, timeout: 0.5).stream_map_http_statuses(requests).each do |answer|
        seen += answer.grpc_codes.size
        assert_equal seen, answer.answered
      end
    end
    assert_includes 1..10, seen
  end

  def test_the_example_of_a_log
    program = File.join(PACKAGE, 'examples', 'map_log.rb')
    printed = ruby(program, Server.shared.address, 'google-cloud-ruby', 'envoy', input: "200\n404\n-\n404\n")
    assert_equal <<~OUTPUT, printed
      200 no answer
      404 NOT_FOUND
      - not an HTTP status
      404 NOT_FOUND
      4 statuses, 1 not of HTTP, 0 retryable
      2 change from NOT_FOUND to UNIMPLEMENTED
      1 change from no answer to UNKNOWN
    OUTPUT
    assert_equal "0 statuses, 0 not of HTTP, 0 retryable\n", ruby(program, Server.shared.address)
    long = ruby(program, Server.shared.address, input: "503\n" * 25_000).lines
    assert_equal({ "503 UNAVAILABLE\n" => 25_000 }, long[..-2].tally)
    assert_equal "25000 statuses, 0 not of HTTP, 25000 retryable\n", long.last
    away = assert_raises(RuntimeError) { ruby(program, '127.0.0.1:1', input: "200\n") }
    assert_equal "UNAVAILABLE after 0 statuses\n", away.message
  end

  def test_example
    program = File.join(PACKAGE, 'examples', 'read_response.rb')
    web(503) do |url|
      assert_equal "UNAVAILABLE\nGET is idempotent: the same request may be sent again\nwait 7 s\n",
                   ruby(program, Server.shared.address, url)
    end
    web(503) { |url| assert_equal "UNKNOWN (fallback)\n", ruby(program, '127.0.0.1:1', url) }
    web(200) { |url| assert_equal "OK (fallback)\n", ruby(program, '127.0.0.1:1', url) }
  end
end
